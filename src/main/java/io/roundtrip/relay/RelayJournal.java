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
import io.roundtrip.store.JournaledMessage;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.Recordable;
import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the shard's collector what became of stored messages in the end, and counts what it says. Loop-confined. */
final class RelayJournal {
  /** A larger body is not hashed: it would hold up the loop for longer than other messages should notice. */
  private static final int MOST_HASHED = 256 << 10;

  /** Longer than a collector takes: it answers by itself. */
  private static final Duration NET = Duration.ofSeconds(60);

  private final Caller caller;
  private final @Nullable Address<Recordable, RecordAnswer> collector;
  private final boolean bodies;
  private final MessageDigest sha256;
  private final Completable<RecordAnswer> onAnswer = this::onAnswer;
  private final long[] dropped = new long[JournalFigures.REASONS.size()];
  private long written;
  private long pending;

  /**
   * Where there is no collector to tell, it does nothing.
   *
   * @param bodies whether messages are kept whole
   */
  RelayJournal(
      Caller caller, @Nullable Address<Recordable, RecordAnswer> collector, boolean bodies) {
    this.bodies = bodies;
    this.caller = caller;
    this.collector = collector;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("every Java has SHA-256", broken);
    }
  }

  /** One that was not stored. */
  void add(String route, List<String> headerNames, Submission submission, Outcome outcome) {
    if (collector != null) {
      Buffer body = submission.body();
      String headers = bodies ? OutboxMessage.headerLines(submission.headers(), headerNames) : "";
      add(
          new JournaledMessage(
              outcome.messageId(),
              route,
              submission.key(),
              body.length(),
              hash(body),
              submission.contentType(),
              submission.idempotencyKey(),
              submission.history().replayOf(),
              bodies ? new JournaledMessage.Kept(body, headers) : null),
          outcome);
    }
  }

  /** One that is delivered, or dead. */
  void add(OutboxMessage message, Outcome outcome) {
    if (collector != null) {
      Buffer body = message.body();
      add(
          new JournaledMessage(
              outcome.messageId(),
              message.route(),
              message.key(),
              body.length(),
              hash(body),
              message.contentType(),
              message.idempotencyKey(),
              message.replayOf(),
              bodies ? new JournaledMessage.Kept(body, message.headers()) : null),
          outcome);
    }
  }

  private byte @Nullable [] hash(Buffer body) {
    return body.length() > MOST_HASHED ? null : sha256.digest(body.getBytes());
  }

  private void add(JournaledMessage message, Outcome outcome) {
    Address<Recordable, RecordAnswer> to = collector;
    if (to == null) {
      return;
    }
    pending++;
    caller.request(
        to,
        new JournalEntry(
            message,
            System.currentTimeMillis(),
            outcome.kind(),
            outcome.reason(),
            outcome.detail(),
            outcome.destinations()),
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
