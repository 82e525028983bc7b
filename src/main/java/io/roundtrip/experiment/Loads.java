package io.roundtrip.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roundtrip.load.Jitter;
import io.roundtrip.load.Keys;
import io.roundtrip.load.Load;
import io.roundtrip.load.Payloads;
import io.roundtrip.load.Schedule;
import io.roundtrip.load.Sizes;
import java.time.Duration;

/** The messages of all experiments: JSON of 256 bytes with its number in it, from one seed. Stateless. */
final class Loads {
  private static final int SEED = 1;
  private static final int BYTES = 256;
  private static final byte[] TEMPLATE =
      "{\"sequence\":{{sequence}},\"fill\":\"{{fill}}\"}".getBytes(UTF_8);

  private Loads() {}

  static Load of(Schedule schedule) {
    return new Load(schedule, new Keys.Own(), Payloads.of(TEMPLATE, Sizes.of(BYTES)), SEED);
  }

  /** Arrivals that know nothing of each other. */
  static Load poisson(double perSecond, Duration window) {
    return of(new Schedule(perSecond, Jitter.EXPONENTIAL, null, Long.MAX_VALUE, window));
  }
}
