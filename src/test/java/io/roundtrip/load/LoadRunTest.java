package io.roundtrip.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LoadRunTest {
  private static final Schedule SCHEDULE = new Schedule(1_000, Jitter.EXPONENTIAL, null, 500, null);

  @Test
  void isTheSameForTheSameSeed() {
    List<LoadMessage> first = all(new LoadRun(load(new Keys.Uniform(10), 3)));
    List<LoadMessage> second = all(new LoadRun(load(new Keys.Uniform(10), 3)));
    assertEquals(500, first.size());
    for (int i = 0; i < first.size(); i++) {
      assertSame(first.get(i), second.get(i));
    }
  }

  @Test
  void isAnotherForAnotherSeed() {
    LoadMessage one = all(new LoadRun(load(new Keys.Uniform(1_000_000), 3))).get(1);
    LoadMessage other = all(new LoadRun(load(new Keys.Uniform(1_000_000), 4))).get(1);
    assertTrue(one.dueNanos() != other.dueNanos() && !one.key().equals(other.key()));
  }

  @Test
  void hasTheSameTimesAndFillWhateverTheKeys() {
    List<LoadMessage> uniform = all(new LoadRun(load(new Keys.Uniform(10), 3)));
    List<LoadMessage> zipf = all(new LoadRun(load(new Keys.Zipf(10, 1), 3)));
    for (int i = 0; i < uniform.size(); i++) {
      assertEquals(uniform.get(i).dueNanos(), zipf.get(i).dueNanos());
      assertArrayEquals(uniform.get(i).body(), zipf.get(i).body());
    }
  }

  @Test
  void skippingMessagesChangesNoneOfTheOthers() {
    List<LoadMessage> all = all(new LoadRun(load(new Keys.Zipf(10, 1), 3)));
    SplittableRandom random = new SplittableRandom(8);
    LoadRun run = new LoadRun(load(new Keys.Zipf(10, 1), 3));
    int taken = 0;
    for (LoadMessage expected : all) {
      if (random.nextBoolean()) {
        run.skip();
      } else {
        assertSame(expected, run.take());
        taken++;
      }
    }
    assertTrue(run.isOver() && taken > 100, "taken " + taken);
  }

  private static void assertSame(LoadMessage expected, LoadMessage got) {
    assertEquals(expected.sequence(), got.sequence());
    assertEquals(expected.dueNanos(), got.dueNanos());
    assertEquals(expected.key(), got.key());
    assertArrayEquals(expected.body(), got.body());
  }

  private static Load load(Keys keys, long seed) {
    return new Load(
        SCHEDULE, keys, Payloads.of("{{fill}}".getBytes(ISO_8859_1), new Sizes(1, 100)), seed);
  }

  private static List<LoadMessage> all(LoadRun run) {
    List<LoadMessage> all = new ArrayList<>();
    while (!run.isOver()) {
      all.add(run.take());
    }
    return all;
  }
}
