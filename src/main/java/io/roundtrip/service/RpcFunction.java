package io.roundtrip.service;

import org.jspecify.annotations.Nullable;

/**
 * A method that runs on a virtual thread.
 *
 * @param <Q> what it takes
 * @param <R> what it returns
 */
@FunctionalInterface
public interface RpcFunction<Q extends @Nullable Object, R extends @Nullable Object> {
  /** Does it; may await. */
  R apply(Q request) throws Exception;
}
