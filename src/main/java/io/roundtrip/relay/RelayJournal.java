package io.roundtrip.relay;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.BusException;
import io.roundtrip.bus.Caller;
import io.roundtrip.metrics.JournalFigures;
import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.RecordAnswer;
import io.roundtrip.protocol.RecordAnswer.Kind;
import io.roundtrip.protocol.RecordAnswer.NotRecorded;
import io.roundtrip.protocol.Submission;
import io.roundtrip.store.JournalEntry;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.Recordable;
import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells the shard's collector what became of stored messages in the end, and counts what it says. Loop-confined. */
final class RelayJournal {
  /** A larger body is not hashed: it would hold up the loop for longer than other messages should notice. */
  private static final int MOST_HASHED = 256 << 10;

  /** Longer than a collector takes: it answers by itself. */
  private static final Duration NET = Duration.ofSeconds(60);

  private final Caller caller;
  private final @Nullable Address<Recordable, RecordAnswer> collector;
  private final MessageDigest sha256;
  private final Completable<RecordAnswer> onAnswer = this::onAnswer;
  private final long[] dropped = new long[JournalFigures.REASONS.size()];
  private long written;
  private long pending;

  /** Where there is no collector to tell, it does nothing. */
  RelayJournal(Caller caller, @Nullable Address<Recordable, RecordAnswer> collector) {
    this.caller = caller;
    this.collector = collector;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("every Java has SHA-256", broken);
    }
  }

  /** One that was not stored. */
  void add(String route, Submission submission, Outcome outcome) {
    add(route, submission.key(), submission.body(), submission.contentType(), outcome);
  }

  /** One that is delivered, or dead. */
  void add(OutboxMessage message, Outcome outcome) {
    add(message.route(), message.key(), message.body(), message.contentType(), outcome);
  }

  private void add(
      String route, @Nullable String key, Buffer body, String contentType, Outcome outcome) {
    if (collector == null) {
      return;
    }
    pending++;
    caller.request(
        collector,
        new JournalEntry(
            outcome.messageId(),
            route,
            key,
            System.currentTimeMillis(),
            outcome.kind(),
            outcome.reason(),
            outcome.detail(),
            outcome.destinations(),
            body.length(),
            body.length() > MOST_HASHED ? null : sha256.digest(body.getBytes()),
            contentType),
        System.nanoTime() + NET.toNanos(),
        onAnswer);
  }

  private void onAnswer(@Nullable RecordAnswer answer, @Nullable Throwable failure) {
    pending--;
    switch (answer) {
      case RecordAnswer.Recorded recorded -> written++;
      case NotRecorded not -> onDropped(not.kind());
      case null -> {
        boolean nobody =
            failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER;
        onDropped(nobody ? Kind.STOPPED : Kind.UNKNOWN);
      }
    }
  }

  private void onDropped(Kind kind) {
    dropped[JournalFigures.REASONS.indexOf(kind.text())]++;
  }

  JournalFigures figures() {
    return new JournalFigures(written, pending, dropped.clone());
  }
}
