package io.roundtrip.web;

import org.jspecify.annotations.Nullable;

/**
 * Answers requests with nothing but the request.
 *
 * @param <R> what it returns
 */
@FunctionalInterface
public interface Plain<R extends @Nullable Object> {
  /** Answers; {@link HttpError} is an answer too, anything else that is thrown is a 500. */
  R handle(Request request) throws Exception;
}
