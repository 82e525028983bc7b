package io.roundtrip.experiment;

/** Is told how far an experiment is, from the thread that runs it. */
@FunctionalInterface
public interface Progress {
  /**
   * A step begins.
   *
   * @param done the part that is done, 0 to 1
   * @param step what comes now
   */
  void at(double done, String step);
}
