package io.roundtrip.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What must not be forgotten, with a writer that fails as it is told, in virtual time. */
final class UntilWrittenTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualTimers time = new VirtualTimers();
  private final List<String> seen = new ArrayList<>();
  private int writes;
  private @Nullable PgKind failure;

  private final UntilWritten<String> records =
      new UntilWritten<>(
          new BatchCollector<>(
              BatchLimits.of(10, BatchLimits.NO_BYTES, Duration.ofMillis(1)),
              Duration.ofMillis(50),
              this::write,
              time,
              time::nanos),
          String::length,
          time,
          new UntilWritten.Log<>() {
            @Override
            public void onWaits(Throwable why) {
              seen.add("waits");
            }

            @Override
            public void onWrittenAgain() {
              seen.add("again");
            }

            @Override
            public void onLost(String record, Throwable why, boolean ended) {
              seen.add("lost " + record + (ended ? " at the end" : ""));
            }
          });

  private Future<Void> write(List<String> batch, Duration remaining) {
    writes++;
    return failure == null
        ? Future.succeededFuture()
        : Future.failedFuture(new PgFailure(failure, "for the test", null));
  }

  private void write(String record) {
    records.write(record, written -> seen.add(record + " " + written));
  }

  @Test
  void whatCannotBeWrittenNowIsWrittenLaterAndThenTold() {
    for (PgKind passes : List.of(PgKind.RETRYABLE, PgKind.UNAVAILABLE, PgKind.UNKNOWN)) {
      seen.clear();
      failure = passes;
      write("one");
      time.advance(SECOND);
      write("three");
      time.advance(SECOND);
      assertEquals(List.of("waits"), seen, "said once");
      assertEquals(2, records.waiting());
      assertEquals(8, records.waitingBytes());
      failure = null;
      time.advance(SECOND);
      assertEquals(List.of("waits", "again", "one true", "three true"), seen);
      assertEquals(0, records.waiting());
      assertEquals(0, records.waitingBytes());
    }
  }

  @Test
  void whatIsNeverTakenIsToldAtOnce() {
    for (PgKind refuses : List.of(PgKind.CONSTRAINT, PgKind.DATA, PgKind.BUG)) {
      seen.clear();
      failure = refuses;
      write("one");
      assertEquals(List.of("lost one", "one false"), seen);
      assertEquals(0, records.waiting());
    }
  }

  @Test
  void theEndWritesOnceMoreAndThenGivesUp() {
    failure = PgKind.UNAVAILABLE;
    write("one");
    time.advance(Duration.ofMillis(60));
    int before = writes;
    Future<Void> ended = records.end();
    assertTrue(ended.succeeded());
    assertEquals(before + 1, writes);
    assertEquals(List.of("waits", "lost one at the end", "one false"), seen);
    assertEquals(0, records.waiting());
    time.advance(SECOND);
    assertEquals(before + 1, writes, "and writes no more");
  }

  @Test
  void theEndWritesWhatOnlyWaitedForItsTime() {
    failure = PgKind.UNAVAILABLE;
    write("one");
    time.advance(Duration.ofMillis(60));
    failure = null;
    assertTrue(records.end().succeeded());
    assertEquals(List.of("waits", "again", "one true"), seen);
  }
}
