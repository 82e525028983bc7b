package io.roundtrip.service;

import io.roundtrip.future.Task;
import io.roundtrip.task.DurableTasks;
import io.roundtrip.task.TaskBook;
import io.roundtrip.task.TaskRefused;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.task.TaskText;
import io.vertx.core.Future;
import java.util.function.Function;

/** Calls of services as tasks. Stateless. */
public final class ServiceTasks {
  private ServiceTasks() {}

  /**
   * Calls whose results are asked for later are tasks of the runner, kept in the book. Cancelling one ends the wait for it; the
   * method goes on until its time limit.
   */
  public static BackgroundCalls background(TaskRunner runner, TaskBook book) {
    return (name, call) -> {
      Task<?> task = runner.run(context -> call.get().map(Function.identity()));
      return task.isDone() && task.error() instanceof TaskRefused full
          ? Future.failedFuture(full)
          : Future.succeededFuture(book.keep(task));
    };
  }

  /** Durable calls are durable tasks, tried again as those are. */
  public static DurableCalls durable(DurableTasks tasks) {
    return new DurableCalls() {
      @Override
      public void register(String name, Function<String, Future<?>> run) {
        tasks.register(name, (request, context) -> run.apply(request));
      }

      @Override
      public Future<String> submit(String name, String requestJson) {
        return tasks.submit(name, requestJson);
      }
    };
  }

  /** Results and errors of tasks as services have them over HTTP. */
  public static TaskText text() {
    return new TaskText(
        new JsonCodec().mapper(),
        error ->
            error instanceof ServiceException no ? Problems.of(no) : TaskText.usualProblem(error));
  }
}
