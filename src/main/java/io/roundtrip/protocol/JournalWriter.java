package io.roundtrip.protocol;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.bus.Caller;
import io.roundtrip.metrics.JournalFigures;
import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.RecordAnswer.Kind;
import io.roundtrip.protocol.RecordAnswer.NotRecorded;
import io.roundtrip.store.HeaderLines;
import io.roundtrip.store.InFlight;
import io.roundtrip.store.JournalEntry;
import io.roundtrip.store.JournaledMessage;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.Recordable;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a shard's collector of messages, and counts what became of that; each verticle that ends messages has one. Loop-confined.
 *
 * <p>Behind the answer: nobody waits for it, and what cannot be kept is counted by reason and said in the log once until it
 * goes well again. What is under way to the collector is bounded by the collector, which answers that it is full.
 */
public final class JournalWriter {
  /** A larger body is not hashed: it would hold up the loop for longer than other messages should notice. */
  static final int MOST_HASHED = 256 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  /** Longer than a collector takes: it answers by itself. */
  private static final Duration NET = Duration.ofSeconds(60);

  private final int shard;
  private final boolean bodies;
  private final Caller caller;
  private final Address<Recordable, RecordAnswer> collector;
  private final MessageDigest sha256;
  private final Spell spell;
  private final Completable<RecordAnswer> onAnswer = this::onAnswer;
  private final long[] dropped = new long[Kind.values().length];
  private long written;
  private long pending;

  /**
   * A shard's.
   *
   * @param bodies whether messages are kept whole
   */
  public JournalWriter(int shard, boolean bodies, Addresses addresses, Bus bus, Context context) {
    this.bodies = bodies;
    this.shard = shard;
    this.caller = bus.caller(context);
    this.collector = addresses.record(shard);
    this.spell = new Spell(System::nanoTime);
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("every Java has SHA-256", broken);
    }
  }

  /**
   * What is kept of a message.
   *
   * @param headers {@link HeaderLines} of those that the route's conf names; kept only with bodies
   */
  public JournaledMessage message(String route, Submission submission, Supplier<String> headers) {
    return new JournaledMessage(
        submission.messageId(),
        route,
        submission.key(),
        submission.body().length(),
        hash(submission.body()),
        submission.contentType(),
        submission.idempotencyKey(),
        submission.history().replayOf(),
        bodies ? new JournaledMessage.Kept(submission.body(), headers.get()) : null);
  }

  /** What is kept of a message that was stored. */
  public JournaledMessage message(OutboxMessage stored) {
    return new JournaledMessage(
        stored.messageId(),
        stored.route(),
        stored.key(),
        stored.body().length(),
        hash(stored.body()),
        stored.contentType(),
        stored.idempotencyKey(),
        stored.replayOf(),
        bodies ? new JournaledMessage.Kept(stored.body(), stored.headers()) : null);
  }

  /**
   * Has it committed that the message is about to be sent.
   *
   * @param told gets null then, or why that is not so, for the message's sender
   */
  public void begin(JournaledMessage message, Completable<@Nullable String> told) {
    caller.request(
        collector,
        new InFlight(message),
        System.nanoTime() + NET.toNanos(),
        (answer, failure) ->
            told.succeed(
                switch (answer) {
                  case RecordAnswer.Recorded recorded -> null;
                  case NotRecorded not -> "not in the store: " + not.kind().text();
                  case null -> "the store's collector does not answer";
                }));
  }

  /** What became of a message. */
  public void add(JournaledMessage message, Outcome outcome) {
    pending++;
    caller.request(
        collector,
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

  private byte @Nullable [] hash(Buffer body) {
    return body.length() > MOST_HASHED ? null : sha256.digest(body.getBytes());
  }

  private void onAnswer(@Nullable RecordAnswer answer, @Nullable Throwable failure) {
    pending--;
    switch (answer) {
      case RecordAnswer.Recorded recorded -> {
        written++;
        long lost = spell.onWritten();
        if (lost > 0) {
          LOG.info("the journal is kept again after {} lost entries shard={}", lost, shard);
        }
      }
      case NotRecorded not -> onDropped(not.kind(), not.detail());
      case null -> {
        boolean nobody =
            failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER;
        onDropped(nobody ? Kind.STOPPED : Kind.UNKNOWN, String.valueOf(failure));
      }
    }
  }

  private void onDropped(Kind kind, String detail) {
    dropped[index(kind)]++;
    if (spell.onDropped()) {
      LOG.warn(
          "journal entries are lost reason={} shard={} error=\"{}\"", kind.text(), shard, detail);
    }
  }

  public JournalFigures figures() {
    return new JournalFigures(written, pending, dropped.clone());
  }

  public void close() {
    if (pending > 0) {
      LOG.debug("journal entries wait for the collector's last batch pending={}", pending);
    }
    caller.close();
  }

  private static int index(Kind kind) {
    return switch (kind) {
      case FULL -> 0;
      case STORE_UNAVAILABLE -> 1;
      case UNKNOWN -> 2;
      case REFUSED -> 3;
      case STOPPED -> 4;
    };
  }
}
