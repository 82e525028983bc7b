package io.roundtrip.experiment;

/**
 * Work for a processor and nothing else: a loop that adds up. Immutable.
 *
 * @param steps how often it adds
 */
record Summation(long steps) {
  private static final long TRIAL = 1 << 20;
  private static final int TRIALS = 20;

  /** As many steps as take so long here, on a core of their own: measured by the best of some trials. */
  static Summation ofMillis(int millis) {
    Summation trial = new Summation(TRIAL);
    long best = Long.MAX_VALUE;
    long sum = 0;
    for (int i = 0; i < TRIALS; i++) {
      long start = System.nanoTime();
      sum += trial.sum(sum);
      best = Math.min(best, System.nanoTime() - start);
    }
    return new Summation(Math.max(1, Math.round(TRIAL * millis * 1e6 / best) + (sum == 0 ? 1 : 0)));
  }

  /** The sum, which depends on where it starts, so that it cannot be left out. */
  long sum(long from) {
    long sum = from;
    for (long i = 0; i < steps; i++) {
      sum += (sum ^ i) * 31;
    }
    return sum;
  }
}
