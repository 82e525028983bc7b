/**
 * Typed request-reply over the event bus, by reference.
 *
 * <p>Floor 1, and the only place that knows the event-bus API. A request carries an immutable record to one consumer and
 * brings one back, or a {@link BusException} that says which kind of no it is. The bus is not a queue: it has no
 * backpressure, so what travels on it has taken its credits before. The deadline of a request is a net under the
 * consumer's own; when it fires, that is a fault.
 */
@NullMarked
package io.roundtrip.bus;

import org.jspecify.annotations.NullMarked;
