package io.roundtrip.service;

import io.vertx.core.Future;
import java.util.function.Function;

/** Stores calls before they are accepted, runs them until they are done, and goes on after a restart. Implemented over a store. */
public interface DurableCalls {
  /**
   * Says how the stored calls of a name are run: with the request as JSON; a failed future is tried again, by the store's own
   * rules. Before the first {@link #submit} of the name, once on each engine.
   */
  void register(String name, Function<String, Future<?>> run);

  /** Stores a call; completes with its id after the commit. */
  Future<String> submit(String name, String requestJson);
}
