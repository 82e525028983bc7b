package io.roundtrip.reactor;

/**
 * A core's queue was full, so the task was not run and never will be. Without a stack trace: it is an answer, not a fault of
 * the code that asked.
 */
public final class CoreBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CoreBusy(int core, Priority priority) {
    super(
        "core %d: its queue of %s tasks is full: %d wait"
            .formatted(core, priority, TaskQueue.MOST_WAITING),
        null,
        true,
        false);
  }
}
