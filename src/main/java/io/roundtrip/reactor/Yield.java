package io.roundtrip.reactor;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/** A future that lets the rest of its loop go first. Loop-confined. */
final class Yield extends Outstanding implements Handler<Void> {
  private final Core core;
  private final LoopFuture<@Nullable Void> out;
  private boolean over;

  private Yield(Core core, LoopFuture<@Nullable Void> out) {
    this.core = core;
    this.out = out;
  }

  static LoopFuture<@Nullable Void> start(Core core) {
    LoopFuture<@Nullable Void> out = LoopFuture.promise();
    Yield yielding = new Yield(core, out);
    core.outstanding().add(yielding);
    core.goOn(yielding);
    return out;
  }

  @Override
  public void handle(Void passed) {
    if (!over) {
      over = true;
      unlink();
      out.complete(null, null);
    }
  }

  @Override
  void onStopped() {
    over = true;
    out.complete(null, ReactorStopped.waiting(core.index()));
  }
}
