package io.roundtrip.conf;

/** An acknowledgement policy: which destinations must confirm before the sender is told so. Immutable. */
public sealed interface Ack {
  /** Every destination with {@code required: true}. */
  record All() implements Ack {}

  /** At least one of them. */
  record AnyOne() implements Ack {}

  /** At least {@code count} of them. */
  record Quorum(int count) implements Ack {}

  /** The named one; the others count as {@code required: false}. */
  record Primary(String destination) implements Ack {}
}
