package io.roundtrip.load;

import io.vertx.core.Future;

/** Where a source's messages go. Called on the source's event loop, where its answers come, too. */
@FunctionalInterface
public interface Sink {
  /** Sends the message; fails where no answer came. */
  Future<Answer> send(LoadMessage message);
}
