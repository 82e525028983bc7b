package io.roundtrip.future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where an outcome goes that nobody wants. Stateless. */
final class Ignored {
  static final Joint JOINT = Ignored::drop;

  private static final Logger LOG = LoggerFactory.getLogger(Ignored.class);

  private Ignored() {}

  private static void drop(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.debug("an error came too late for anyone to hear error={}", failure.toString());
    }
  }
}
