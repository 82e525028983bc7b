package io.roundtrip.experiment;

/** A question to this machine. Immutable. */
public interface Experiment {
  /** What it is called. */
  String title();

  /** Runs it; takes the caller's thread, which is none of an event loop. */
  Findings run(Depth depth, Progress progress) throws Exception;
}
