package io.roundtrip.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArrivalsTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void comeAtAnEvenPaceFromTheStartOn() {
    assertEquals(
        List.of(0L, 250_000_000L, 500_000_000L, 750_000_000L),
        all(Schedule.steady(4, Duration.ofSeconds(1))));
  }

  @Test
  void endWithTheTotal() {
    assertEquals(3, all(new Schedule(1, Jitter.NONE, null, 3, null)).size());
  }

  @Test
  void endWithTheDurationWhereItComesBeforeTheTotal() {
    assertEquals(10, all(new Schedule(5, Jitter.NONE, null, 1_000, Duration.ofSeconds(2))).size());
  }

  @Test
  void doNotDriftAtARateThatNanosecondsCannotTell() {
    Arrivals arrivals =
        new Arrivals(
            new Schedule(3, Jitter.NONE, null, Long.MAX_VALUE, null), new SplittableRandom(1));
    long last = 0;
    for (int i = 0; i <= 3 * 1_000_000; i++) {
      last = arrivals.next();
    }
    assertEquals(1_000_000 * SECOND, last);
  }

  @Test
  void pauseBetweenBursts() {
    Schedule.Bursts bursts = new Schedule.Bursts(3, Duration.ofSeconds(2));
    assertEquals(
        List.of(0L, 1_000L, 2_000L, 2_000_002_000L, 2_000_003_000L, 2_000_004_000L, 4_000_004_000L),
        all(new Schedule(1_000_000, Jitter.NONE, bursts, 7, null)));
  }

  @ParameterizedTest
  @EnumSource(Jitter.class)
  void keepTheirRateWhateverTheJitter(Jitter jitter) {
    for (long seed = 0; seed < 20; seed++) {
      List<Long> due = all(new Schedule(200, jitter, null, 20_000, null), seed);
      double rate = (due.size() - 1) * 1e9 / due.getLast();
      // The sum of so many gaps strays from its mean by 0.7 % at one standard deviation at most.
      assertEquals(200, rate, 200 * 0.035, "seed " + seed);
    }
  }

  @Test
  void spreadAsTheirJitterSays() {
    assertEquals(0, variation(Jitter.NONE), 0.001);
    assertEquals(Math.sqrt(1 / 3.0), variation(Jitter.UNIFORM), 0.02);
    assertEquals(1, variation(Jitter.EXPONENTIAL), 0.03);
  }

  /** The standard deviation of the gaps, as a part of their mean. */
  private static double variation(Jitter jitter) {
    List<Long> due = all(new Schedule(100, jitter, null, 50_000, null));
    double mean = due.getLast() / (due.size() - 1.0);
    double squares = 0;
    for (int i = 1; i < due.size(); i++) {
      double off = due.get(i) - due.get(i - 1) - mean;
      squares += off * off;
    }
    return Math.sqrt(squares / (due.size() - 1)) / mean;
  }

  @Test
  void neverGoBackNeverPassTheirBoundsAndAreTheSameForTheSameSeed() {
    SplittableRandom seeds = new SplittableRandom(5);
    for (int i = 0; i < 2_000; i++) {
      long seed = seeds.nextLong();
      Schedule schedule = arbitrary(new SplittableRandom(seed));
      List<Long> due = all(schedule, seed);
      String which = "seed " + seed + ", " + schedule;
      assertEquals(due, all(schedule, seed), which);
      assertTrue(!due.isEmpty() && due.getFirst() == 0, which);
      assertTrue(due.size() <= schedule.total(), which);
      for (int j = 1; j < due.size(); j++) {
        assertTrue(due.get(j) >= due.get(j - 1), which);
      }
      Duration duration = schedule.duration();
      assertTrue(duration == null || due.getLast() < duration.toNanos(), which);
      Schedule.Bursts bursts = schedule.bursts();
      for (int j = 1; bursts != null && j * bursts.size() < due.size(); j++) {
        int first = j * bursts.size();
        assertEquals(bursts.pause().toNanos(), due.get(first) - due.get(first - 1), which);
      }
    }
  }

  private static Schedule arbitrary(SplittableRandom random) {
    Schedule.@Nullable Bursts bursts =
        random.nextBoolean()
            ? null
            : new Schedule.Bursts(
                1 + random.nextInt(20), Duration.ofNanos(1 + random.nextLong(SECOND)));
    return new Schedule(
        0.1 + random.nextDouble(10_000),
        List.of(Jitter.values()).get(random.nextInt(3)),
        bursts,
        1 + random.nextInt(100),
        random.nextBoolean() ? null : Duration.ofNanos(1 + random.nextLong(SECOND)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY})
  void refuseARateThatIsNone(double rate) {
    assertThrows(
        IllegalArgumentException.class, () -> Schedule.steady(rate, Duration.ofSeconds(1)));
  }

  private static List<Long> all(Schedule schedule) {
    return all(schedule, 1);
  }

  private static List<Long> all(Schedule schedule, long seed) {
    Arrivals arrivals = new Arrivals(schedule, new SplittableRandom(seed));
    List<Long> due = new ArrayList<>();
    for (long next = arrivals.next(); next != Arrivals.END; next = arrivals.next()) {
      due.add(next);
    }
    assertEquals(Arrivals.END, arrivals.next(), "it stays at its end");
    return due;
  }
}
