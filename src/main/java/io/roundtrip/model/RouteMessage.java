package io.roundtrip.model;

import java.time.Duration;
import java.util.Map;

/**
 * A message on the event bus: sent to {@code roundtrip.route.<id>} by an embedding program, which gets an {@link
 * Outcome} as reply, and sent by the engine to the address that an event-bus destination names, whose consumer replies
 * (with anything but a negative {@link Outcome}) to confirm or fails the message to reject it. Immutable: the body is not copied and must not be
 * changed.
 *
 * @param headers names and values; {@code Content-Type}, {@code Idempotency-Key} and {@code traceparent} mean what they
 *     mean over HTTP
 * @param body the message itself
 * @param deadline how long the sender waits; the route's own deadline applies where it is shorter
 */
@SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
public record RouteMessage(Map<String, String> headers, byte[] body, Duration deadline) {
  /** Checks the deadline and copies the headers. */
  public RouteMessage {
    headers = Map.copyOf(headers);
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline must be positive, got " + deadline);
    }
  }
}
