package io.roundtrip.batch;

import java.time.Duration;

/**
 * When a batch closes, and what may wait for one. Immutable.
 *
 * @param count the most records of a batch; {@link #NO_COUNT} for no such limit
 * @param bytes the most bytes of a batch, but for one record that is larger by itself; {@link #NO_BYTES} for none
 * @param age how long the oldest record waits at most before its batch is closed, however small; {@link #NO_AGE} for no limit
 * @param whenIdle what happens to records that reach no limit while no batch is under way
 * @param rest how long after the last batch the next idle one waits, under {@link WhenIdle#FLUSH}: what came apart by less is
 *     one batch, and a record that comes alone waits for nothing; zero for not at all
 * @param inFlight the most batches under way at once
 * @param waitingCount the most records that wait for a batch
 * @param waitingBytes the most bytes that wait, but for one record that is larger by itself
 */
public record BatchLimits(
    int count,
    long bytes,
    Duration age,
    WhenIdle whenIdle,
    Duration rest,
    int inFlight,
    int waitingCount,
    long waitingBytes) {
  /** No limit by count. */
  public static final int NO_COUNT = Integer.MAX_VALUE;

  /** No limit by bytes. */
  public static final long NO_BYTES = Long.MAX_VALUE;

  /** No limit by age. */
  public static final Duration NO_AGE = Duration.ofNanos(Long.MAX_VALUE);

  /** What happens to records that reach no limit while no batch is under way. */
  public enum WhenIdle {
    /** They are a batch at once, so that an idle system adds no latency. */
    FLUSH,
    /** They wait until a limit is reached. */
    WAIT
  }

  /** Checks the ranges, and that a batch can close. */
  public BatchLimits {
    if (count < 1 || bytes < 1 || inFlight < 1 || waitingCount < 1 || waitingBytes < 1) {
      throw new IllegalArgumentException(
          "count, bytes, inFlight and what may wait must be positive, got "
              + count
              + ", "
              + bytes
              + ", "
              + inFlight
              + ", "
              + waitingCount
              + ", "
              + waitingBytes);
    }
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("age must be positive, got " + age);
    }
    if (rest.isNegative()) {
      throw new IllegalArgumentException("rest must not be negative, got " + rest);
    }
    if (age.compareTo(NO_AGE) > 0) {
      age = NO_AGE;
    }
    if (whenIdle == WhenIdle.WAIT && count > waitingCount && age.equals(NO_AGE)) {
      // Else what may wait would be full before any batch is.
      if (bytes > waitingBytes) {
        throw new IllegalArgumentException(
            "when-idle: wait needs a limit by age, or one by count or bytes that what may wait can"
                + " reach");
      }
    }
  }

  /** One batch under way, flushed when idle, and ten batches that wait. */
  public static BatchLimits of(int count, long bytes, Duration age) {
    return new BatchLimits(
        count,
        bytes,
        age,
        WhenIdle.FLUSH,
        Duration.ZERO,
        1,
        tenfold(count),
        10 * Math.min(bytes, 64L << 20));
  }

  private static int tenfold(int count) {
    return 10 * Math.min(count, 10_000);
  }

  /** With another answer to an idle moment. */
  public BatchLimits withWhenIdle(WhenIdle answer) {
    return new BatchLimits(count, bytes, age, answer, rest, inFlight, waitingCount, waitingBytes);
  }

  /** With a rest between one batch and the next idle one. */
  public BatchLimits withRest(Duration pause) {
    return new BatchLimits(
        count, bytes, age, whenIdle, pause, inFlight, waitingCount, waitingBytes);
  }

  /** With more batches under way at once. */
  public BatchLimits withInFlight(int batches) {
    return new BatchLimits(count, bytes, age, whenIdle, rest, batches, waitingCount, waitingBytes);
  }

  /** With other bounds of what waits. */
  public BatchLimits withWaiting(int records, long size) {
    return new BatchLimits(count, bytes, age, whenIdle, rest, inFlight, records, size);
  }
}
