package io.roundtrip.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.batch.BatchLimits.WhenIdle;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The collector with a writer that does as it is told, in virtual time. */
final class BatchCollectorTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final VirtualTimers time = new VirtualTimers();
  private final Set<Integer> bad = new HashSet<>();
  private final List<List<Integer>> asked = new ArrayList<>();
  private final List<Integer> stored = new ArrayList<>();
  private final Map<Integer, String> told = new TreeMap<>();
  private final List<Promise<Void>> held = new ArrayList<>();
  private final List<PgFailure> next = new ArrayList<>();
  private boolean hold;

  private BatchCollector<Integer> collector(BatchLimits limits) {
    return new BatchCollector<>(limits, TIMEOUT, this::write, time, time::nanos);
  }

  private static BatchLimits waitsFor(int count) {
    return BatchLimits.of(count, BatchLimits.NO_BYTES, Duration.ofMillis(10))
        .withWhenIdle(WhenIdle.WAIT);
  }

  private Future<Void> write(List<Integer> records, Duration timeout) {
    asked.add(records);
    if (hold) {
      Promise<Void> promise = Promise.promise();
      held.add(promise);
      return promise.future();
    }
    if (!next.isEmpty()) {
      return Future.failedFuture(next.removeFirst());
    }
    if (records.stream().anyMatch(bad::contains)) {
      return Future.failedFuture(failure(PgKind.CONSTRAINT));
    }
    stored.addAll(records);
    return Future.succeededFuture();
  }

  private static PgFailure failure(PgKind kind) {
    return new PgFailure(kind, kind.name(), null);
  }

  private BatchEntry<Integer> entry(int id) {
    return new BatchEntry<>(
        id,
        10,
        (done, why) -> {
          String word = why instanceof PgFailure typed ? typed.kind().name() : "stored";
          assertEquals(null, told.put(id, word), "told twice");
        });
  }

  private void offer(BatchCollector<Integer> collector, int from, int to) {
    for (int i = from; i < to; i++) {
      assertEquals(Admission.TAKEN, collector.offer(entry(i)));
    }
  }

  @Test
  void nobodyIsToldBeforeTheCommit() {
    hold = true;
    BatchCollector<Integer> collector = collector(BatchLimits.of(100, 1 << 20, TIMEOUT));
    offer(collector, 0, 3);
    assertEquals(List.of(List.of(0)), asked);
    assertEquals(Map.of(), told);
    held.get(0).complete();
    assertEquals(Map.of(0, "stored"), told);
    assertEquals(List.of(List.of(0), List.of(1, 2)), asked);
    held.get(1).complete();
    assertEquals(Map.of(0, "stored", 1, "stored", 2, "stored"), told);
    assertEquals(2L, collector.figures().closed().get(CloseReason.IDLE));
    assertEquals(0, time.size());
  }

  @Test
  void aBatchClosesByItsAgeOnTheTimer() {
    BatchCollector<Integer> collector = collector(waitsFor(100));
    offer(collector, 0, 2);
    time.advance(Duration.ofMillis(9));
    assertEquals(List.of(), asked);
    time.advance(Duration.ofMillis(1));
    assertEquals(List.of(List.of(0, 1)), asked);
    assertEquals(1L, collector.figures().closed().get(CloseReason.AGE));
  }

  @Test
  void theBadRowFailsAndTheOthersAreCommittedInOrder() {
    for (int position : List.of(0, 1, 63, 64, 77, 127)) {
      asked.clear();
      stored.clear();
      told.clear();
      bad.clear();
      bad.add(position);
      BatchCollector<Integer> collector = collector(waitsFor(128));
      offer(collector, 0, 128);
      assertEquals(IntStream.range(0, 128).filter(i -> i != position).boxed().toList(), stored);
      assertEquals("CONSTRAINT", told.get(position));
      assertEquals(127, told.values().stream().filter("stored"::equals).count());
      // The whole, then at most two for each of the seven halvings.
      assertTrue(asked.size() <= 1 + 2 * 7, () -> "statements: " + asked.size());
      assertEquals(1, collector.figures().badRows());
    }
  }

  @Test
  void severalBadRowsFailEachByItself() {
    bad.addAll(List.of(3, 4, 90));
    BatchCollector<Integer> collector = collector(waitsFor(100));
    offer(collector, 0, 100);
    assertEquals(97, stored.size());
    assertEquals(3, collector.figures().badRows());
    assertEquals(100, told.size());
  }

  @Test
  void whatIsWorthItIsRepeatedWithinTheDeadline() {
    next.add(failure(PgKind.RETRYABLE));
    next.add(failure(PgKind.RETRYABLE));
    offer(collector(waitsFor(2)), 0, 2);
    assertEquals(Map.of(), told);
    time.advance(Duration.ofMillis(10));
    assertEquals(2, asked.size());
    time.advance(Duration.ofMillis(19));
    assertEquals(2, asked.size());
    time.advance(Duration.ofMillis(1));
    assertEquals(Map.of(0, "stored", 1, "stored"), told);
  }

  @Test
  void repeatsEndAtTheDeadline() {
    IntStream.range(0, 100).forEach(i -> next.add(failure(PgKind.RETRYABLE)));
    offer(collector(waitsFor(2)), 0, 2);
    time.advance(TIMEOUT);
    assertEquals(Map.of(0, "RETRYABLE", 1, "RETRYABLE"), told);
    assertTrue(asked.size() < 15, () -> "asked " + asked.size() + " times");
  }

  @Test
  void anUnavailableStoreFailsAllAtOnceAndTheNextBatchIsTried() {
    next.add(failure(PgKind.UNAVAILABLE));
    BatchCollector<Integer> collector = collector(waitsFor(2));
    offer(collector, 0, 2);
    assertEquals(Map.of(0, "UNAVAILABLE", 1, "UNAVAILABLE"), told);
    offer(collector, 2, 4);
    assertEquals("stored", told.get(3));
    assertEquals(2, asked.size());
  }

  @Test
  void aBugIsNotSearchedForInTheRows() {
    next.add(failure(PgKind.BUG));
    offer(collector(waitsFor(4)), 0, 4);
    assertEquals(1, asked.size());
    assertEquals(Set.of("BUG"), new HashSet<>(told.values()));
  }

  @Test
  void aLostCommitIsUnknownForThoseInItAndForThemAlone() {
    hold = true;
    offer(collector(waitsFor(4)), 0, 4);
    held.get(0).fail(failure(PgKind.CONSTRAINT));
    held.get(1).fail(failure(PgKind.UNKNOWN));
    assertEquals(Map.of(0, "UNKNOWN", 1, "UNKNOWN", 2, "UNAVAILABLE", 3, "UNAVAILABLE"), told);
  }

  @Test
  void aFailureThatIsNotTypedIsUnknown() {
    hold = true;
    offer(collector(waitsFor(1)), 0, 1);
    held.get(0).fail(new IllegalStateException("what?"));
    assertEquals(Map.of(0, "UNKNOWN"), told);
  }

  @Test
  void aRecordThatWaitsTooLongIsToldSo() {
    hold = true;
    BatchCollector<Integer> collector = collector(waitsFor(1));
    offer(collector, 0, 1);
    time.advance(Duration.ofSeconds(1));
    offer(collector, 1, 2);
    time.advance(Duration.ofMillis(4_999));
    assertEquals(Map.of(), told);
    time.advance(Duration.ofMillis(1));
    assertEquals(Map.of(1, "UNAVAILABLE"), told);
    assertEquals(1, collector.figures().expired());
  }

  @Test
  void aRecordIsTakenBackWhileItWaits() {
    BatchCollector<Integer> collector = collector(waitsFor(2));
    BatchEntry<Integer> gone = entry(0);
    collector.offer(gone);
    assertTrue(collector.withdraw(gone));
    offer(collector, 1, 3);
    assertFalse(collector.withdraw(gone));
    assertEquals(List.of(List.of(1, 2)), asked);
    assertEquals(Set.of(1, 2), told.keySet());
  }

  @Test
  void fullIsAnAnswer() {
    hold = true;
    BatchCollector<Integer> collector = collector(waitsFor(1).withWaiting(2, 1_000));
    offer(collector, 0, 3);
    assertEquals(Admission.FULL, collector.offer(entry(3)));
    assertEquals(1, collector.figures().refused());
  }

  @Test
  void anEndWritesWhatWaitsAndCompletesAfterTheLastCommit() {
    hold = true;
    BatchCollector<Integer> collector = collector(waitsFor(100));
    offer(collector, 0, 3);
    Future<Void> ended = collector.end();
    assertEquals(List.of(List.of(0, 1, 2)), asked);
    assertFalse(ended.isComplete());
    assertEquals(Admission.ENDED, collector.offer(entry(9)));
    held.get(0).complete();
    assertTrue(ended.succeeded());
    assertEquals(3, told.size());
  }
}
