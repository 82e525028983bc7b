package io.roundtrip.worker;

import io.roundtrip.batch.Admission;
import io.roundtrip.batch.BatchCollector;
import io.roundtrip.batch.BatchEntry;
import io.roundtrip.batch.BatchLimits;
import io.roundtrip.batch.BatchLimits.WhenIdle;
import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.state.Entity;
import io.roundtrip.store.StateHistory;
import io.roundtrip.store.StateHistory.Position;
import io.roundtrip.store.StateHistory.Pruned;
import io.roundtrip.store.StateSnapshot;
import io.roundtrip.store.StateTable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's way to the tables of states: one is read when its key is not in memory, snapshots are written in batches.
 * Loop-confined.
 *
 * <p>A snapshot is written again and again until it is there. What waits is bounded by {@link #hasRoom}, which who would make
 * another asks first.
 */
final class StateStore {
  private static final int MOST_UNWRITTEN = 20_000;
  private static final long MOST_UNWRITTEN_BYTES = 32 << 20;
  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration PRUNE_TIMEOUT = Duration.ofSeconds(5);

  /** Few enough that a snapshot which waits behind them does not notice. */
  private static final int PRUNE_ROWS = 1_000;

  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final int COUNT = 500;
  private static final long BYTES = 1 << 20;
  private static final Duration AGE = Duration.ofMillis(20);

  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);

  private final PgClient client;
  private final Timers timers;
  private final BatchCollector<StateSnapshot> batches;
  private final List<Unwritten> again = new ArrayList<>();
  private Timers.@Nullable Timer timer;
  private int unwritten;
  private long unwrittenBytes;
  private long lost;
  private boolean failing;
  private boolean closed;

  private record Unwritten(StateSnapshot snapshot, long bytes, Consumer<Boolean> told) {}

  /**
   * A store with nothing under way.
   *
   * @param client its own, which it closes
   * @param awaited whether anybody waits for what it writes: else batches may wait to be larger
   */
  StateStore(PgClient client, Timers timers, boolean awaited) {
    this.client = client;
    this.timers = timers;
    // Room for a question about the past on top of what messages may make.
    this.batches =
        new BatchCollector<>(
            BatchLimits.of(COUNT, BYTES, AGE)
                .withWhenIdle(awaited ? WhenIdle.FLUSH : WhenIdle.WAIT)
                .withWaiting(2 * MOST_UNWRITTEN, 2 * MOST_UNWRITTEN_BYTES),
            WRITE_TIMEOUT,
            (snapshots, remaining) -> StateTable.write(client.within(remaining), snapshots),
            timers,
            System::nanoTime);
  }

  /** The key's entity as the store has it; fails within the time, and within {@link #LOAD_TIMEOUT}. */
  Future<Entity> load(String route, String key, long remainingNanos) {
    long nanos = Math.clamp(remainingNanos, 1, LOAD_TIMEOUT.toNanos());
    return StateTable.read(client.within(Duration.ofNanos(nanos)), route, key);
  }

  /** Deletes a part of what is old of the route's history. */
  Future<Pruned> prune(String route, Instant keepFrom, Position from) {
    return StateHistory.prune(client.within(PRUNE_TIMEOUT), route, keepFrom, from, PRUNE_ROWS);
  }

  /** Whether one more snapshot may be made. */
  boolean hasRoom() {
    return unwritten < MOST_UNWRITTEN && unwrittenBytes < MOST_UNWRITTEN_BYTES;
  }

  /** Writes it until it is there, and tells true then; false if it never will be. */
  void write(StateSnapshot snapshot, Consumer<Boolean> told) {
    Unwritten one = new Unwritten(snapshot, snapshot.bytes(), told);
    unwritten++;
    unwrittenBytes += one.bytes;
    offer(one);
  }

  private void offer(Unwritten one) {
    Admission taken =
        batches.offer(
            new BatchEntry<>(one.snapshot, one.bytes, (none, failure) -> onWritten(one, failure)));
    if (taken != Admission.TAKEN) {
      onWritten(one, new PgFailure(PgKind.UNAVAILABLE, "it is full, or has ended", null));
    }
  }

  private void onWritten(Unwritten one, @Nullable Throwable failure) {
    if (failure != null && passes(failure) && !closed) {
      onFailing(failure);
      again.add(one);
      if (timer == null) {
        timer = timers.start(AGAIN, this::writeAgain);
      }
      return;
    }
    if (failure != null && closed) {
      lost++;
    } else if (failure != null) {
      // Nothing of the server's words: they may quote a value of a message.
      String state = failure instanceof PgFailure typed ? String.valueOf(typed.sqlState()) : "none";
      LOG.error("the store does not take a state route={} error={}", one.snapshot.route(), state);
    } else if (failing) {
      failing = false;
      LOG.info("states are written to the store again");
    }
    unwritten--;
    unwrittenBytes -= one.bytes;
    one.told.accept(failure == null);
  }

  /** A repeat does no harm, so that a lost answer is worth one. */
  private static boolean passes(Throwable failure) {
    return failure instanceof PgFailure typed
        && switch (typed.kind()) {
          case RETRYABLE, UNAVAILABLE, UNKNOWN -> true;
          case CONSTRAINT, DATA, BUG -> false;
        };
  }

  private void onFailing(Throwable failure) {
    if (!failing) {
      failing = true;
      LOG.warn("states wait for the store error=\"{}\"", failure.getMessage());
    }
  }

  private void writeAgain() {
    timer = null;
    List<Unwritten> waiting = List.copyOf(again);
    again.clear();
    waiting.forEach(this::offer);
  }

  /** Writes what waits once more; what is not there then is lost. */
  Future<?> close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
      writeAgain();
    }
    return batches
        .end()
        .transform(
            told -> {
              if (lost > 0) {
                LOG.error("{} changes of states are lost: the store could not be had", lost);
              }
              return client.close();
            });
  }
}
