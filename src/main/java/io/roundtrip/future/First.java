package io.roundtrip.future;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first of several futures to succeed, and the others. Immutable.
 *
 * @param index which one was first, from 0
 * @param value its value
 * @param rest the others in their order, over or not; they need not be consumed
 * @param <F> the kind of the futures
 * @param <T> the type of the value
 */
public record First<F, T extends @Nullable Object>(int index, T value, List<F> rest) {}
