package io.roundtrip.bus;

import org.jspecify.annotations.Nullable;

/**
 * An address with the types that travel to it and back. Immutable.
 *
 * @param name the event-bus address
 * @param <Q> what is sent
 * @param <R> what is replied
 */
@SuppressWarnings({"unused", "UnusedTypeParameter"}) // the type parameters are the point
public record Address<Q, R extends @Nullable Object>(String name) {}
