package io.roundtrip.future;

/** What a {@link Task} is the outcome of, as far as the task's readers may ask. Called from any thread. */
public interface Work {
  /** Whether it has begun. */
  boolean hasBegun();

  /** What it last said. */
  Progress progress();

  /** Nobody wants its outcome any more: its task has one by now. May be called again, and after the work's own end. */
  void abandon();
}
