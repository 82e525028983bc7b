package io.roundtrip.task;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Where tasks are found by their id. On any Vert.x context, to which the futures come back. */
public interface TaskSource {
  /**
   * The task as it is, or as it is when it ends or the time is over; empty if it is not known here.
   *
   * @param wait how long to wait for its end; zero for not at all
   */
  Future<Optional<TaskView>> find(String id, Duration wait);

  /** Cancels the task unless it is over, and shows it; empty if it is not known here. */
  Future<Optional<TaskView>> cancel(String id);

  /** Answers everyone who waits with what is known now, since the port drains. From any thread; may be called again. */
  void release();
}
