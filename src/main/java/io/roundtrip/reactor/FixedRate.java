package io.roundtrip.reactor;

/**
 * When a periodic timer is due: at whole periods from its start, so that lateness does not add up. Loop-confined. A time
 * that has passed is skipped, so that late ones do not come in a bunch.
 */
final class FixedRate {
  private final long periodNanos;
  private long dueNanos;

  FixedRate(long startNanos, long periodNanos) {
    this.periodNanos = periodNanos;
    this.dueNanos = startNanos + periodNanos;
  }

  /** The time of the next tick. */
  long dueNanos() {
    return dueNanos;
  }

  /** The tick has come: the next one is the first whole period after now. */
  void onTick(long nowNanos) {
    dueNanos += ((nowNanos - dueNanos) / periodNanos + 1) * periodNanos;
  }
}
