package io.roundtrip.reactor;

/**
 * The core stopped before there was an outcome. Without a stack trace: it is an answer, not a fault of the code that asked.
 */
public final class ReactorStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean begun;

  private ReactorStopped(int core, boolean begun, String what) {
    super("core %d has stopped: %s".formatted(core, what), null, true, false);
    this.begun = begun;
  }

  static ReactorStopped notRun(int core) {
    return new ReactorStopped(core, false, "the task was not run");
  }

  static ReactorStopped underWay(int core) {
    return new ReactorStopped(
        core, true, "the task was under way, and what becomes of it is not known");
  }

  static ReactorStopped waiting(int core) {
    return new ReactorStopped(core, false, "its timers have ended");
  }

  /** Whether the task had begun, so that nobody knows what became of it; else it was not run and never will be. */
  public boolean begun() {
    return begun;
  }
}
