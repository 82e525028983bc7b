package io.roundtrip.delivery;

/**
 * How long a message keeps the next one waiting once it has left the queue: a moving mean over about sixteen messages,
 * in nanoseconds. Loop-confined. What a filter or a breaker ended at once counts too: the messages ahead are as likely to.
 */
final class ServiceTime {
  private long mean;

  void record(long nanos) {
    mean = mean == 0 ? nanos : mean + (nanos - mean) / 16;
  }

  /** The expected wait behind so many messages that run {@code parallel} at a time; zero with none ahead. */
  long waitNanos(int ahead, int parallel) {
    double wait = (double) mean * ahead / parallel;
    return wait >= Long.MAX_VALUE / 4.0 ? Long.MAX_VALUE / 4 : (long) wait;
  }
}
