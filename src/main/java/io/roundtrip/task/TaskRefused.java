package io.roundtrip.task;

/**
 * The task was not begun and never will be. Without a stack trace: it is an answer, not a fault of the code that asked.
 */
public final class TaskRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean full;

  private TaskRefused(String message, boolean full) {
    super(message, null, true, false);
    this.full = full;
  }

  static TaskRefused full() {
    return new TaskRefused(
        "the runner is full: " + TaskRunner.MOST_OPEN + " tasks are open; try again later", true);
  }

  static TaskRefused closed() {
    return new TaskRefused("the runner is closed: the task was not begun", false);
  }

  /** Whether there were too many, so that another try may do; else the runner is closed. */
  public boolean isFull() {
    return full;
  }
}
