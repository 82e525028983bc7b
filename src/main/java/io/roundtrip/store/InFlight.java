package io.roundtrip.store;

/**
 * A message that is about to be sent. Immutable. Its row is there until the journal has what became of it: one that an engine
 * leaves behind is of a message of which nobody knows whether it was sent.
 */
public record InFlight(JournaledMessage message) implements Recordable {
  @Override
  public long bytes() {
    return message.bytes();
  }
}
