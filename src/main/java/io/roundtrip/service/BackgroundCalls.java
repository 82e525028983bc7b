package io.roundtrip.service;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs calls whose caller asks for the result later, by an id ({@code Prefer: respond-async}). */
@FunctionalInterface
public interface BackgroundCalls {
  /**
   * Begins the call, on the caller's loop, and keeps its result for {@code GET /tasks/{id}}.
   *
   * @param name what runs, for a person
   * @return the id; failed if too many are kept
   */
  Future<String> start(String name, Supplier<? extends Future<? extends @Nullable Object>> call);
}
