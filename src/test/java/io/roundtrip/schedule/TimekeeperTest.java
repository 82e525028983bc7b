package io.roundtrip.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.Timers;
import io.roundtrip.metrics.ScheduleFigures;
import io.roundtrip.store.ScheduleTable.Claim;
import io.roundtrip.store.ScheduleTable.Whose;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** In virtual time, on one thread: a run ends when the test says so. */
final class TimekeeperTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparing(Alarm::at).thenComparing(Alarm::number));
  private final List<Instant> ran = new ArrayList<>();
  private final List<Instant> dues = new ArrayList<>();
  private final List<Runnable> ends = new ArrayList<>();
  private final List<Boolean> told = new ArrayList<>();
  private Instant now = BEGIN.plusSeconds(10);
  private int alarmed;
  private int interrupts;
  private boolean atOnce = true;
  private Whose whose = Whose.OURS;
  private boolean held = true;
  private RuntimeException thrown = new IllegalStateException("not thrown");
  private boolean throwing;

  private record Alarm(Instant at, int number, Runnable task) {}

  private Timers.Timer start(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(now.plus(delay), alarmed++, task);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  private void advance(Duration time) {
    Instant end = now.plus(time);
    while (!alarms.isEmpty() && !alarms.peek().at().isAfter(end)) {
      Alarm next = alarms.remove();
      now = next.at().isAfter(now) ? next.at() : now;
      next.task().run();
    }
    now = end;
  }

  private final Claims claims =
      new Claims() {
        @Override
        public Future<Claim> take(Run run) {
          return throwing
              ? Future.failedFuture(thrown)
              : Future.succeededFuture(new Claim(whose, 1));
        }

        @Override
        public Future<Void> end(Run run, Claim claim, boolean done) {
          told.add(done);
          return Future.succeededFuture();
        }

        @Override
        public boolean isHeld(Claim claim) {
          return held;
        }
      };

  private Timekeeper every(Duration interval, Duration jitter, Operation operation) {
    Schedules schedules = new Schedules();
    schedules.every("s", interval, jitter, operation);
    Timekeeper timekeeper =
        new Timekeeper(
            schedules.declared().getFirst(),
            claims,
            () -> now,
            this::start,
            new SplittableRandom(1),
            (name, code, then) -> {
              Thread thread =
                  new Thread(code, name) {
                    @Override
                    public void interrupt() {
                      interrupts++;
                    }
                  };
              code.run();
              if (atOnce) {
                then.run();
              } else {
                ends.add(then);
              }
              return thread;
            });
    timekeeper.start();
    return timekeeper;
  }

  private void note(Run run) {
    dues.add(run.due());
    ran.add(now);
  }

  @Test
  void runsAtItsTimes() {
    every(MINUTE, Duration.ZERO, this::note);
    advance(Duration.ofSeconds(49));
    assertEquals(List.of(), dues);
    advance(Duration.ofSeconds(1).plus(MINUTE));
    assertEquals(List.of(BEGIN.plus(MINUTE), BEGIN.plus(MINUTE.multipliedBy(2))), dues);
    assertEquals(dues, ran);
    assertEquals(List.of(true, true), told);
  }

  @Test
  void jitterPutsOffARunButNotItsDueTime() {
    every(MINUTE, Duration.ofSeconds(30), this::note);
    advance(Duration.ofMinutes(20));
    assertTrue(dues.size() >= 19, () -> "" + dues);
    boolean late = false;
    for (int i = 0; i < dues.size(); i++) {
      assertEquals(BEGIN.plus(MINUTE.multipliedBy(i + 1L)), dues.get(i));
      Duration put = Duration.between(dues.get(i), ran.get(i));
      assertFalse(put.isNegative() || put.compareTo(Duration.ofSeconds(30)) > 0, put::toString);
      late |= !put.isZero();
    }
    assertTrue(late);
  }

  @Test
  void aTimeThatPassesDuringARunIsSkippedAndCounted() {
    atOnce = false;
    Timekeeper timekeeper = every(MINUTE, Duration.ZERO, this::note);
    advance(Duration.ofSeconds(50 + 120));
    assertEquals(1, dues.size());
    ends.removeFirst().run();
    advance(MINUTE);
    assertEquals(List.of(BEGIN.plus(MINUTE), BEGIN.plus(MINUTE.multipliedBy(4))), dues);
    assertEquals(new ScheduleFigures("s", 1, 0, 2, 0, true), timekeeper.figures());
  }

  @Test
  void aRunThatThrowsIsCountedAndTheNextIsNotAffected() {
    Timekeeper timekeeper =
        every(
            MINUTE,
            Duration.ZERO,
            run -> {
              note(run);
              throw new IllegalStateException("on purpose");
            });
    advance(Duration.ofSeconds(50).plus(MINUTE));
    assertEquals(2, dues.size());
    assertEquals(new ScheduleFigures("s", 0, 2, 0, 0, false), timekeeper.figures());
    assertEquals(List.of(false, false), told);
  }

  @Test
  void leavesToOthersWhatTheyHaveAndSaysSo() {
    Timekeeper timekeeper = every(MINUTE, Duration.ZERO, this::note);
    whose = Whose.TAKEN;
    advance(Duration.ofSeconds(50));
    whose = Whose.ANOTHER_RUNS;
    advance(MINUTE);
    whose = Whose.OURS;
    throwing = true;
    advance(MINUTE);
    assertEquals(new ScheduleFigures("s", 0, 1, 1, 1, false), timekeeper.figures());
    assertEquals(List.of(), dues);
    throwing = false;
    advance(MINUTE);
    assertEquals(1, dues.size());
  }

  @Test
  void doesNotMakeUpForTimesThatPassedWhileTheMachineSlept() {
    every(MINUTE, Duration.ZERO, this::note);
    now = now.plus(Duration.ofHours(3));
    advance(Duration.ofSeconds(1));
    assertEquals(List.of(BEGIN.plus(MINUTE)), dues);
    advance(MINUTE);
    assertEquals(2, dues.size());
    assertEquals(BEGIN.plus(Duration.ofHours(3)).plus(MINUTE), dues.getLast());
  }

  @Test
  void waitsForAClockThatWasSetBack() {
    every(Duration.ofHours(1), Duration.ZERO, this::note);
    advance(Duration.ofMinutes(59));
    now = now.minus(Duration.ofMinutes(30));
    advance(Duration.ofMinutes(30));
    assertEquals(List.of(), dues);
    advance(Duration.ofMinutes(2));
    assertEquals(List.of(BEGIN.plus(Duration.ofHours(1))), dues);
  }

  @Test
  void stopsWhenTheRunUnderWayHasEnded() {
    atOnce = false;
    Timekeeper timekeeper = every(MINUTE, Duration.ZERO, this::note);
    advance(MINUTE);
    Future<Void> stopped = timekeeper.stop();
    assertFalse(stopped.isComplete());
    ends.removeFirst().run();
    assertTrue(stopped.succeeded());
    advance(Duration.ofHours(1));
    assertEquals(1, dues.size());
  }

  @Test
  void interruptsARunThatAnotherEngineMayHaveTakenOver() {
    atOnce = false;
    every(MINUTE, Duration.ZERO, this::note);
    advance(Duration.ofSeconds(55));
    assertEquals(1, dues.size());
    assertEquals(0, interrupts);
    held = false;
    advance(Duration.ofSeconds(2));
    assertTrue(interrupts > 0);
  }
}
