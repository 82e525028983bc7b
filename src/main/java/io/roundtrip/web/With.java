package io.roundtrip.web;

import org.jspecify.annotations.Nullable;

/**
 * Answers requests with something it is handed.
 *
 * @param <D> what it is handed
 * @param <R> what it returns
 */
@FunctionalInterface
public interface With<D, R extends @Nullable Object> {
  /** Answers; {@link HttpError} is an answer too, anything else that is thrown is a 500. */
  R handle(Request request, D dependency) throws Exception;
}
