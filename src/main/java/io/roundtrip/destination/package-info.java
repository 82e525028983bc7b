/**
 * The systems that messages are delivered to. Floor 3.
 *
 * <p>Each shard has its own {@link Destination} for every destination of the conf. An attempt is a {@link
 * Destination.Call} in two steps, so that every destination of a message can have its connection before a byte goes to
 * any: {@code connect}, then {@code send} or {@code abandon}.
 */
@NullMarked
package io.roundtrip.destination;

import org.jspecify.annotations.NullMarked;
