package io.roundtrip.task;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Runs straight-line code on a virtual thread of its own, so that blocking in one holds up no other. Immutable.
 *
 * @param code what each start runs
 */
record OnVirtualThread<T extends @Nullable Object>(AsyncOperation.StraightLine<? extends T> code)
    implements AsyncOperation<T> {
  @Override
  public Future<T> start(TaskContext context) {
    Promise<T> promise = Promise.promise();
    Thread thread =
        Thread.ofVirtual().name("roundtrip-task").unstarted(() -> run(context, promise));
    context.onCancel(thread::interrupt);
    thread.start();
    return promise.future();
  }

  private void run(TaskContext context, Promise<T> promise) {
    T value;
    try {
      value = code.run(context);
    } catch (Throwable thrown) {
      promise.fail(thrown);
      return;
    }
    promise.complete(value);
  }
}
