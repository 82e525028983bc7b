package io.roundtrip.reactor;

import io.roundtrip.future.LoopFuture;
import org.jspecify.annotations.Nullable;

/** A future that waits for its time. Loop-confined. */
final class Sleep extends Outstanding {
  private final Core core;
  private final LoopFuture<@Nullable Void> out;
  private final LoopTimer timer;

  private Sleep(Core core, long nanos, LoopFuture<@Nullable Void> out) {
    this.core = core;
    this.out = out;
    this.timer = LoopTimer.once(core, nanos, this::onTime);
  }

  static LoopFuture<@Nullable Void> start(Core core, long nanos) {
    LoopFuture<@Nullable Void> out = LoopFuture.promise();
    core.outstanding().add(new Sleep(core, nanos, out));
    return out;
  }

  private void onTime() {
    unlink();
    out.complete(null, null);
  }

  @Override
  void onStopped() {
    timer.cancel();
    out.complete(null, ReactorStopped.waiting(core.index()));
  }
}
