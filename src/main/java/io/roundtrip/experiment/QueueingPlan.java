package io.roundtrip.experiment;

import java.time.Duration;
import java.util.List;

/**
 * How experiment 2 is run. Immutable.
 *
 * @param sizes capacities of queues
 * @param policies what happens to a message when the queue is full
 * @param burst messages of a burst
 * @param bursts how many bursts
 * @param burstPerSecond how fast the messages of a burst follow each other
 * @param pause from the last message of a burst to the first of the next
 * @param capacity messages a second that the destination serves
 */
record QueueingPlan(
    List<Integer> sizes,
    List<Policy> policies,
    int burst,
    int bursts,
    int burstPerSecond,
    Duration pause,
    int capacity) {
  private static final List<Integer> SIZES = List.of(10, 100, 1_000, 10_000);
  private static final int BURST = 5_000;
  private static final int BURST_PER_SECOND = 50_000;

  /** What {@code when-full} says. */
  enum Policy {
    /** The sender waits. */
    WAIT("wait"),
    /** The message is refused. */
    REJECT("reject"),
    /** The message is dropped, and counted as that. */
    DROP_NEWEST("drop-newest");

    private final String text;

    Policy(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  static QueueingPlan of(Depth depth) {
    List<Policy> policies = List.of(Policy.values());
    return switch (depth) {
      case QUICK ->
          new QueueingPlan(
              SIZES, policies, BURST, 2, BURST_PER_SECOND, Duration.ofMillis(1_500), 4_000);
      case FULL ->
          new QueueingPlan(
              SIZES, policies, BURST, 10, BURST_PER_SECOND, Duration.ofSeconds(6), 1_000);
    };
  }
}
