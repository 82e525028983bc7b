package io.roundtrip.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.bus.Bus;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.metrics.JournalFigures;
import io.roundtrip.model.Headers;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Timings;
import io.roundtrip.protocol.RecordAnswer.Kind;
import io.roundtrip.protocol.RecordAnswer.NotRecorded;
import io.roundtrip.store.JournalEntry;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the worker tells its collector, and what it counts of the answers. */
final class JournalWriterTest {
  private final Loop loop = new Loop();
  private final Bus bus = Bus.of(loop.vertx());
  private final Addresses addresses = new Addresses("test");
  private final List<JournalEntry> taken = new ArrayList<>();
  private JournalWriter journal;

  @BeforeEach
  void open() throws Exception {
    journal =
        loop.call(
            () -> new JournalWriter(0, false, addresses, bus, loop.vertx().getOrCreateContext()));
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private void collectorThatSays(RecordAnswer answer) throws Exception {
    loop.run(
        () ->
            bus.serve(
                addresses.record(0),
                (record, sender) -> {
                  if (record instanceof JournalEntry entry) {
                    taken.add(entry);
                  }
                  sender.succeed(answer);
                }));
  }

  private void add(byte[] body) throws Exception {
    Headers none = name -> null;
    loop.run(
        () ->
            journal.add(
                journal.message(
                    "orders",
                    new Submission(
                        0,
                        "id",
                        "key",
                        Buffer.buffer(body),
                        "text/plain",
                        none,
                        "id",
                        null,
                        1,
                        2,
                        3),
                    () -> ""),
                new Outcome(
                    "id",
                    "orders",
                    OutcomeKind.FILTERED,
                    null,
                    "detail",
                    0,
                    List.of(),
                    Timings.NONE,
                    null)));
  }

  private JournalFigures settled() {
    return Await.until(
        "an answer", () -> loop.call(journal::figures), figures -> figures.pending() == 0);
  }

  @Test
  void whatIsCommittedIsCountedAsWritten() throws Exception {
    collectorThatSays(RecordAnswer.RECORDED);
    byte[] body = {1, 2, 3};
    add(body);
    assertEquals(1, settled().written());
    JournalEntry entry = taken.getFirst();
    assertEquals("orders", entry.message().route());
    assertEquals("key", entry.message().key());
    assertEquals(OutcomeKind.FILTERED, entry.outcome());
    assertEquals("detail", entry.detail());
    assertEquals(3, entry.message().size());
    assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(body), entry.message().sha256());
  }

  @Test
  void whatIsNotKeptIsCountedByItsReason() throws Exception {
    assertEquals(JournalFigures.REASONS.size(), Kind.values().length);
    for (Kind kind : Kind.values()) {
      try (Loop other = new Loop()) {
        Bus of = Bus.of(other.vertx());
        other.run(
            () ->
                of.serve(
                    addresses.record(0),
                    (record, sender) -> sender.succeed(new NotRecorded(kind, "why"))));
        JournalWriter one =
            other.call(
                () ->
                    new JournalWriter(0, false, addresses, of, other.vertx().getOrCreateContext()));
        other.run(() -> one.add(one.message("orders", submission(), () -> ""), outcome()));
        JournalFigures figures =
            Await.until("an answer", () -> other.call(one::figures), all -> all.pending() == 0);
        assertEquals(1, figures.dropped()[JournalFigures.REASONS.indexOf(kind.text())], kind::text);
        assertEquals(0, figures.written());
      }
    }
  }

  private static Submission submission() {
    return new Submission(0, "id", null, Buffer.buffer("x"), "", name -> null, "id", null, 1, 2, 3);
  }

  private static Outcome outcome() {
    return new Outcome(
        "id", "orders", OutcomeKind.FILTERED, null, "", 0, List.of(), Timings.NONE, null);
  }

  @Test
  void withoutACollectorEveryEntryIsCounted() throws Exception {
    add(new byte[1]);
    assertEquals(1, settled().dropped()[JournalFigures.REASONS.indexOf("stopped")]);
  }

  @Test
  void aLargeBodyIsNotHashed() throws Exception {
    collectorThatSays(RecordAnswer.RECORDED);
    add(new byte[JournalWriter.MOST_HASHED + 1]);
    settled();
    assertNull(taken.getFirst().message().sha256());
    assertEquals(JournalWriter.MOST_HASHED + 1, taken.getFirst().message().size());
  }
}
