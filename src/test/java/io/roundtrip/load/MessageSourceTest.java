package io.roundtrip.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.load.MessageSource.WhenFull;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MessageSourceTest {
  private static final long MILLI = 1_000_000;
  private static final Answer DELIVERED = new Answer("delivered", 200);

  private final VirtualClock clock = new VirtualClock();
  private final Deque<Promise<Answer>> open = new ArrayDeque<>();
  private final List<Long> sentAt = new ArrayList<>();

  @Test
  void sendsEachMessageWhenItIsDue() {
    long start = clock.nanos();
    Future<LoadFigures> done =
        source(steady(100, 5), this::answersAtOnce, 1, WhenFull.SKIP).start();
    clock.pass(1_000 * MILLI);
    assertEquals(List.of(0L, 10 * MILLI, 20 * MILLI, 30 * MILLI, 40 * MILLI), since(start));
    assertEquals(5, done.result().answered());
    assertEquals(5, done.result().count("delivered"));
    assertEquals(5, done.result().statuses().get(200));
  }

  @Test
  void goesOnSendingWhileNothingIsAnswered() {
    Future<LoadFigures> done =
        source(steady(100, 50), this::answersLater, 50, WhenFull.SKIP).start();
    clock.pass(1_000 * MILLI);
    assertEquals(50, open.size());
    assertFalse(done.isComplete(), "it waits for the answers");
    open.forEach(answer -> answer.complete(DELIVERED));
    assertEquals(50, done.result().outstandingMost());
    assertEquals(0, done.result().outstanding());
  }

  @Test
  void countsLatencyFromWhenAMessageWasDueAlsoIfItIsSentLater() {
    MessageSource source = source(steady(1_000, 3), this::answersLater, 1, WhenFull.WAIT);
    Future<LoadFigures> done = source.start();
    for (int i = 0; i < 3; i++) { // one at a time, each takes 100 ms
      clock.pass(100 * MILLI);
      open.remove().complete(DELIVERED);
    }
    LoadFigures figures = done.result();
    // Due after 0, 1 and 2 ms; answered after 100, 200 and 300: each waits for those before it.
    assertEquals(100_000.0, (double) figures.latency().getValueAtPercentile(33), 100);
    assertEquals(199_000.0, (double) figures.latency().getValueAtPercentile(66), 200);
    assertEquals(298_000.0, (double) figures.latency().getMaxValue(), 300);
    assertEquals(198_000.0, (double) figures.lateness().getMaxValue(), 200);
    assertEquals(0, figures.notSent());
  }

  @Test
  void countsWhatItDoesNotSendAndGoesOnWithWhatIsDueThen() {
    MessageSource source = source(steady(100, 30), this::answersLater, 2, WhenFull.SKIP);
    Future<LoadFigures> done = source.start();
    clock.pass(100 * MILLI - 1); // due: 10
    assertEquals(8, source.figures().notSent());
    open.forEach(answer -> answer.complete(DELIVERED));
    clock.pass(15 * MILLI); // the 11th and the 12th go
    assertEquals(4, source.figures().sent());
    clock.pass(1_000 * MILLI);
    open.forEach(answer -> answer.tryComplete(DELIVERED));
    assertEquals(4, done.result().sent());
    assertEquals(26, done.result().notSent());
  }

  @Test
  void countsFailuresByWhatTheySay() {
    List<String> says = List.of("refused", "closed", "refused");
    Deque<String> next = new ArrayDeque<>(says);
    Future<LoadFigures> done =
        source(steady(100, 3), message -> Future.failedFuture(next.remove()), 9, WhenFull.SKIP)
            .start();
    clock.pass(1_000 * MILLI);
    assertEquals(3, done.result().failed());
    assertEquals(2, done.result().failures().get("refused"));
    assertEquals(0, done.result().answered());
  }

  @Test
  void countsASinkThatThrowsAsAFailureAndGoesOn() {
    Sink closed =
        message -> {
          throw new IllegalStateException("closed");
        };
    Future<LoadFigures> done = source(steady(100, 5), closed, 1, WhenFull.WAIT).start();
    clock.pass(1_000 * MILLI);
    assertEquals(5, done.result().failures().get("closed"));
    assertEquals(0, done.result().outstanding());
  }

  @Test
  void keepsABoundedNumberOfKindsHoweverManyThereAre() {
    List<Integer> count = new ArrayList<>();
    Sink sink =
        message -> {
          count.add(1);
          return count.size() % 2 == 0
              ? Future.failedFuture("failure " + count.size())
              : Future.succeededFuture(new Answer("outcome " + count.size(), 200));
        };
    Future<LoadFigures> done = source(steady(1_000, 200), sink, 9, WhenFull.SKIP).start();
    clock.pass(1_000 * MILLI);
    assertEquals(LoadTally.MOST_KINDS + 1, done.result().failures().size());
    assertEquals(LoadTally.MOST_KINDS + 1, done.result().latencies().size());
    assertEquals(100 - LoadTally.MOST_KINDS, done.result().failures().get(LoadTally.OTHER));
    assertEquals(100, done.result().latency().getTotalCount());
  }

  @Test
  void sendsNothingMoreOnceItIsStoppedAndWaitsForWhatIsOutstanding() {
    MessageSource source = source(steady(100, 1_000), this::answersLater, 1_000, WhenFull.SKIP);
    Future<LoadFigures> done = source.start();
    clock.pass(95 * MILLI);
    source.stop();
    clock.pass(1_000 * MILLI);
    assertEquals(10, open.size());
    assertFalse(done.isComplete());
    open.forEach(answer -> answer.complete(DELIVERED));
    assertEquals(10, done.result().answered());
  }

  @Test
  void stopsAlsoWhileItWaitsForRoom() {
    MessageSource source = source(steady(100, 1_000), this::answersLater, 1, WhenFull.WAIT);
    Future<LoadFigures> done = source.start();
    clock.pass(95 * MILLI);
    source.stop();
    open.remove().complete(DELIVERED);
    clock.pass(1_000 * MILLI);
    assertEquals(1, done.result().sent());
  }

  @Test
  void accountsForEveryMessageThatWasDueWhateverBecomesOfThem() {
    SplittableRandom seeds = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      long seed = seeds.nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      int total = 1 + random.nextInt(200);
      WhenFull whenFull = random.nextBoolean() ? WhenFull.SKIP : WhenFull.WAIT;
      Schedule schedule = new Schedule(1_000, Jitter.UNIFORM, null, total, null);
      open.clear();
      Future<LoadFigures> done =
          source(schedule, this::answersLater, 1 + random.nextInt(10), whenFull).start();
      for (int step = 0; step < 10_000 && !done.isComplete(); step++) {
        clock.pass(random.nextLong(5 * MILLI));
        if (!open.isEmpty() && random.nextBoolean()) {
          if (random.nextBoolean()) {
            open.remove().complete(DELIVERED);
          } else {
            open.remove().fail("no");
          }
        }
      }
      LoadFigures figures = done.result();
      assertEquals(total, figures.sent() + figures.notSent(), "seed " + seed);
      assertEquals(figures.sent(), figures.answered() + figures.failed(), "seed " + seed);
      assertTrue(whenFull == WhenFull.SKIP || figures.notSent() == 0, "seed " + seed);
    }
  }

  private Future<Answer> answersAtOnce(LoadMessage message) {
    sentAt.add(clock.nanos());
    return Future.succeededFuture(DELIVERED);
  }

  private Future<Answer> answersLater(LoadMessage message) {
    Promise<Answer> answer = Promise.promise();
    open.add(answer);
    return answer.future();
  }

  private List<Long> since(long start) {
    return sentAt.stream().map(at -> at - start).toList();
  }

  private static Schedule steady(double rate, long total) {
    return new Schedule(rate, Jitter.NONE, null, total, Duration.ofHours(1));
  }

  private MessageSource source(Schedule schedule, Sink sink, int most, WhenFull whenFull) {
    Payloads payloads = Payloads.of("x".getBytes(ISO_8859_1), null);
    return new MessageSource(
        new Load(schedule, new Keys.Own(), payloads, 1), clock, sink, most, whenFull);
  }
}
