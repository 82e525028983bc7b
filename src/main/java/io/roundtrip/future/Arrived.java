package io.roundtrip.future;

import org.jspecify.annotations.Nullable;

/**
 * One of several futures that has its value. Immutable.
 *
 * @param index which of them, from 0
 * @param value its value
 * @param <T> the type of the value
 */
public record Arrived<T extends @Nullable Object>(int index, T value) {}
