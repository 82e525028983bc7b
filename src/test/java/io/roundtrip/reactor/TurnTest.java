package io.roundtrip.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnTest {
  private final TaskQueue queue = new TaskQueue(128);
  private final List<Throwable> reported = new ArrayList<>();
  private final List<Integer> ran = new ArrayList<>();
  private long now = 7;
  private final Turn turn = new Turn(queue, () -> now, reported::add);

  private void offer(int number, long nanos) {
    queue.offer(
        Priority.NORMAL,
        () -> {
          ran.add(number);
          now += nanos;
        });
  }

  @Test
  void endsWhenItsTimeIsOver() {
    for (int i = 0; i < 12; i++) {
      offer(i, 100_000);
    }
    assertTrue(turn.run());
    assertEquals(5, ran.size());
    assertTrue(turn.run());
    assertEquals(10, ran.size());
    assertFalse(turn.run());
    assertEquals(12, ran.size());
  }

  @Test
  void runsOneTaskHoweverLongItIs() {
    offer(0, 5_000_000);
    offer(1, 1);
    assertTrue(turn.run());
    assertEquals(List.of(0), ran);
    assertFalse(turn.run());
    assertEquals(List.of(0, 1), ran);
  }

  @Test
  void aTaskThatThrowsIsReportedAndDoesNotStopTheOthers() {
    IllegalStateException bug = new IllegalStateException("a bug");
    offer(0, 1);
    queue.offer(
        Priority.NORMAL,
        () -> {
          throw bug;
        });
    offer(2, 1);
    assertFalse(turn.run());
    assertEquals(List.of(0, 2), ran);
    assertEquals(List.of(bug), reported);
  }

  @Test
  void aFixedRateDoesNotDriftAndSkipsWhatItMissed() {
    FixedRate rate = new FixedRate(100, 10);
    assertEquals(110, rate.dueNanos());
    rate.onTick(110);
    assertEquals(120, rate.dueNanos());
    rate.onTick(127);
    assertEquals(130, rate.dueNanos(), "lateness does not add up");
    rate.onTick(165);
    assertEquals(170, rate.dueNanos(), "140, 150 and 160 are skipped");
    rate.onTick(180);
    assertEquals(190, rate.dueNanos(), "one that is late by a whole period");
  }

  @Test
  void waitsAreRoundedUpToWholeMilliseconds() {
    assertEquals(1, LoopTimer.wholeMillis(-5));
    assertEquals(1, LoopTimer.wholeMillis(0));
    assertEquals(1, LoopTimer.wholeMillis(1_000_000));
    assertEquals(2, LoopTimer.wholeMillis(1_000_001));
    assertEquals(Long.MAX_VALUE / 1_000_000 + 1, LoopTimer.wholeMillis(Long.MAX_VALUE));
  }

  @Test
  void lagIsTheWorstOfTheLastOneToTwoMinutesForEveryReader() {
    LoopLag lag = new LoopLag(() -> now);
    now += 100_000_000 + 30;
    assertEquals(30, lag.worstNanos(), "a timer that is overdue counts before it fires");
    lag.measure();
    assertEquals(30, lag.worstNanos());
    assertEquals(30, lag.worstNanos(), "asking does not reset it");
    for (int tenths = 0; tenths < 610; tenths++) {
      now += 100_000_000;
      lag.measure();
    }
    assertEquals(30, lag.worstNanos(), "61 s later");
    for (int tenths = 0; tenths < 600; tenths++) {
      now += 100_000_000;
      lag.measure();
    }
    assertEquals(0, lag.worstNanos(), "121 s later");
  }

  @Test
  void aStallOfMoreThanAMinuteDoesNotKeepAnOlderOneInMind() {
    LoopLag lag = new LoopLag(() -> now);
    now += 200_000_000_000L;
    lag.measure();
    assertEquals(199_900_000_000L, lag.worstNanos());
    now += 130_000_000_000L;
    lag.measure();
    assertEquals(129_900_000_000L, lag.worstNanos(), "the older one was over 130 s ago");
  }
}
