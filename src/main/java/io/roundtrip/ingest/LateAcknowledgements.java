package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.format.Hl7Header;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.MessageView;
import io.roundtrip.protocol.StoreAnswer;
import io.roundtrip.store.JournalPage;
import io.roundtrip.store.JournalView;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows messages that are held to their end, for senders that want an application acknowledgement of it (enhanced mode).
 * Loop-confined: one for each shard. It asks for each as {@code GET /messages/{id}} does, after pauses that grow, so that it
 * does not matter which shard, or which engine on the same store, delivers the message.
 *
 * <p>With its connection a message is forgotten: there is nobody to tell.
 */
final class LateAcknowledgements {
  /** Messages that are followed at once; one more that wants it is refused. */
  static final int MOST = 10_000;

  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final long TIMEOUT_MILLIS = 15_000;

  private final Vertx vertx;
  private final Bus bus;
  private final Addresses addresses;
  private final int shards;
  private final Map<MllpConnection, Set<Followed>> byConnection = new HashMap<>();
  private int followed;
  private boolean closed;

  LateAcknowledgements(Vertx vertx, Bus bus, Addresses addresses, int shards) {
    this.vertx = vertx;
    this.bus = bus;
    this.addresses = addresses;
    this.shards = shards;
  }

  boolean isFull() {
    return followed >= MOST;
  }

  /** Whether the connection is to be told of a message's end. */
  boolean follows(MllpConnection connection) {
    return byConnection.containsKey(connection);
  }

  /** Tells the connection what became of the message, once that is known. */
  void follow(MllpConnection connection, Acknowledging how, Hl7Header header, Outcome accepted) {
    Followed message = new Followed(connection, how, header, accepted);
    byConnection.computeIfAbsent(connection, any -> new HashSet<>()).add(message);
    followed++;
    message.askLater();
  }

  /** The connection is closed. */
  void forget(MllpConnection connection) {
    Set<Followed> all = byConnection.remove(connection);
    if (all != null) {
      followed -= all.size();
      all.forEach(message -> message.over = true);
    }
  }

  void close() {
    closed = true;
  }

  private final class Followed {
    private final MllpConnection connection;
    private final Acknowledging how;
    private final Hl7Header header;
    private final Outcome accepted;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private boolean lost;
    private boolean over;

    Followed(MllpConnection connection, Acknowledging how, Hl7Header header, Outcome accepted) {
      this.connection = connection;
      this.how = how;
      this.header = header;
      this.accepted = accepted;
    }

    void askLater() {
      long pause = pauseMillis;
      // The more are followed, the less often each is asked for: about 500 times a second in all.
      pauseMillis = Math.min(2 * pause, Math.max(LONGEST_PAUSE_MILLIS, 2L * followed));
      vertx.setTimer(pause, fired -> ask());
    }

    private void ask() {
      if (over || closed) {
        return;
      }
      int shard = MessageIds.shardOf(accepted.messageId());
      if (shard < 0 || shard >= shards) { // of an engine with more shards
        askStore();
        return;
      }
      bus.request(
          addresses.lookup(shard),
          accepted.messageId(),
          TIMEOUT_MILLIS,
          (view, failure) -> {
            if (failure != null) {
              askLater();
            } else if (view.found()) {
              onView(view);
            } else {
              askStore();
            }
          });
    }

    private void onView(MessageView view) {
      OutcomeKind kind = view.outcome();
      if (kind == null) {
        askLater();
      } else {
        tell(kind, view.detail());
      }
    }

    private void askStore() {
      bus.request(
          addresses.findMessage(),
          accepted.messageId(),
          TIMEOUT_MILLIS,
          (answer, failure) -> {
            boolean none =
                failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER;
            if (answer instanceof StoreAnswer.Found<JournalPage> found) {
              onRows(found.what().rows());
            } else if (none) {
              onRows(List.of());
            } else {
              askLater();
            }
          });
    }

    /** What is nowhere may be between two places: only twice in a row it is forgotten. */
    private void onRows(List<JournalView> rows) {
      OutcomeKind kind = rows.isEmpty() ? null : kind(rows.getFirst());
      if (kind != null) {
        tell(kind, rows.getFirst().detail());
      } else if (rows.isEmpty() && lost) {
        tell(OutcomeKind.UNKNOWN, "what became of the message is not known here any more");
      } else {
        lost = rows.isEmpty();
        askLater();
      }
    }

    private void tell(OutcomeKind kind, String detail) {
      if (over) {
        return;
      }
      over = true;
      Set<Followed> all = byConnection.get(connection);
      if (all != null && all.remove(this)) {
        followed--;
        if (all.isEmpty()) {
          byConnection.remove(connection);
        }
      }
      Outcome outcome =
          new Outcome(
              accepted.messageId(),
              accepted.route(),
              kind,
              kind == OutcomeKind.NOT_ATTEMPTED ? Reason.NOT_NEEDED : null,
              detail,
              0,
              List.of(),
              Timings.NONE,
              null);
      Buffer told = how.later(header, outcome, System.currentTimeMillis());
      if (told.length() > 0) {
        connection.tryWrite(told);
      }
    }
  }

  private static @Nullable OutcomeKind kind(JournalView row) {
    for (OutcomeKind kind : OutcomeKind.values()) {
      if (kind.text().equals(row.outcome())) {
        return kind;
      }
    }
    return null;
  }
}
