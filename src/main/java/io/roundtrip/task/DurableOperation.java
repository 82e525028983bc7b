package io.roundtrip.task;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What a durable task of some name does. Run at least once: again after a failure, and after an engine that died meanwhile. */
@FunctionalInterface
public interface DurableOperation {
  /**
   * Begins the work, on the runner's event loop, which it must not block. What it throws is a failure like others.
   *
   * @param request JSON, as it was submitted
   * @param context what the operation may say and ask about itself
   * @return the future of a result that can be written as JSON
   */
  Future<?> start(String request, TaskContext context) throws Exception;

  /** Straight-line code, on a virtual thread of its own. */
  static DurableOperation blocking(StraightLine code) {
    return (request, context) ->
        AsyncOperation.<@Nullable Object>blocking(own -> code.run(request, own)).start(context);
  }

  /** Code that reads straight down, and may block. */
  @FunctionalInterface
  interface StraightLine {
    /** Runs it; what it throws is a failure. */
    @Nullable Object run(String request, TaskContext context) throws Exception;
  }
}
