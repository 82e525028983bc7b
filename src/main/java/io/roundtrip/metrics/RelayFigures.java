package io.roundtrip.metrics;

/**
 * What became of one route's stored messages. Immutable. What waits is not counted: in a table of that size it would cost more
 * than all else.
 *
 * @param stored messages answered 202 after their commit
 * @param delivered messages that are delivered, or filtered on the way
 * @param redelivered rounds of delivery after a message's first
 * @param dead messages that are dead letters
 * @param inHand messages claimed and not settled now
 */
public record RelayFigures(long stored, long delivered, long redelivered, long dead, long inHand) {
  /** Nothing is stored. */
  public static final RelayFigures NONE = new RelayFigures(0, 0, 0, 0, 0);

  /** Both together. */
  public RelayFigures plus(RelayFigures other) {
    return new RelayFigures(
        stored + other.stored,
        delivered + other.delivered,
        redelivered + other.redelivered,
        dead + other.dead,
        inHand + other.inHand);
  }
}
