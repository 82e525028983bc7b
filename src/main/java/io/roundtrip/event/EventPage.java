package io.roundtrip.event;

import java.util.List;

/**
 * The next events of a pattern. Immutable.
 *
 * @param events in their order; none if there was none in time, or none among those looked at
 * @param next the {@code after} of the next question
 * @param gap whether events after the asked one have left the ring: what is here begins with the oldest there is
 */
public record EventPage(List<Event> events, EventId next, boolean gap) {}
