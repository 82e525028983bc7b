package io.roundtrip.load;

import java.util.SplittableRandom;

/** How the gaps between messages vary around their mean. Immutable. */
public enum Jitter {
  /** Not at all. */
  NONE,
  /** Evenly between nothing and twice the mean. */
  UNIFORM,
  /** As for senders that know nothing of each other: arrivals are a Poisson process. */
  EXPONENTIAL;

  /** The next gap, in the unit of the mean. */
  double gap(double mean, SplittableRandom random) {
    return switch (this) {
      case NONE -> mean;
      case UNIFORM -> 2 * mean * random.nextDouble();
      case EXPONENTIAL -> -mean * Math.log1p(-random.nextDouble());
    };
  }
}
