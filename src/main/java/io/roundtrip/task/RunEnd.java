package io.roundtrip.task;

/** Told when nothing of a run is under way any more. On any thread. */
@FunctionalInterface
interface RunEnd {
  /** The run has ended, however. Once. */
  void onEnded(Run<?> run);
}
