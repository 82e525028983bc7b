package io.roundtrip.outcome;

import io.roundtrip.conf.Ack;

/**
 * How many of the counted destinations must confirm. Immutable.
 *
 * @param counted destinations that the acknowledgement policy counts
 * @param needed confirmations that meet it
 */
public record Policy(int counted, int needed) {
  /** Checks that it can be met. */
  public Policy {
    if (needed < 1 || needed > counted) {
      throw new IllegalArgumentException(
          "an acknowledgement policy of " + needed + " out of " + counted + " can never be met");
    }
  }

  /** The policy for a route with the given number of {@code required: true} destinations. */
  public static Policy of(Ack ack, int required) {
    return switch (ack) {
      case Ack.All all -> new Policy(required, required);
      case Ack.AnyOne any -> new Policy(required, 1);
      case Ack.Quorum quorum -> new Policy(required, quorum.count());
      case Ack.Primary primary -> new Policy(required, 1);
    };
  }

  /** Whether so many confirmations are enough. */
  public boolean isMet(int confirmed) {
    return confirmed >= needed;
  }
}
