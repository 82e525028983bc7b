package io.roundtrip.worker;

import io.roundtrip.batch.BatchCollector;
import io.roundtrip.batch.BatchLimits;
import io.roundtrip.batch.BatchLimits.WhenIdle;
import io.roundtrip.batch.UntilWritten;
import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.state.Entity;
import io.roundtrip.store.StateHistory;
import io.roundtrip.store.StateHistory.Position;
import io.roundtrip.store.StateHistory.Pruned;
import io.roundtrip.store.StateSnapshot;
import io.roundtrip.store.StateTable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
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

  private static final int COUNT = 500;
  private static final long BYTES = 1 << 20;
  private static final Duration AGE = Duration.ofMillis(20);

  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);

  private final PgClient client;
  private final UntilWritten<StateSnapshot> snapshots;
  private long lost;

  /**
   * A store with nothing under way.
   *
   * @param client its own, which it closes
   * @param awaited whether anybody waits for what it writes: else batches may wait to be larger
   */
  StateStore(PgClient client, Timers timers, boolean awaited) {
    this.client = client;
    // Room for a question about the past on top of what messages may make.
    this.snapshots =
        new UntilWritten<>(
            new BatchCollector<>(
                BatchLimits.of(COUNT, BYTES, AGE)
                    .withWhenIdle(awaited ? WhenIdle.FLUSH : WhenIdle.WAIT)
                    .withWaiting(2 * MOST_UNWRITTEN, 2 * MOST_UNWRITTEN_BYTES),
                WRITE_TIMEOUT,
                (batch, remaining) -> StateTable.write(client.within(remaining), batch),
                timers,
                System::nanoTime),
            StateSnapshot::bytes,
            timers,
            new Log());
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
    return snapshots.waiting() < MOST_UNWRITTEN && snapshots.waitingBytes() < MOST_UNWRITTEN_BYTES;
  }

  /** Writes it until it is there, and tells true then; false if it never will be. */
  void write(StateSnapshot snapshot, Consumer<Boolean> told) {
    snapshots.write(snapshot, told);
  }

  /** Writes what waits once more; what is not there then is lost. */
  Future<?> close() {
    return snapshots
        .end()
        .transform(
            told -> {
              if (lost > 0) {
                LOG.error("{} changes of states are lost: the store could not be had", lost);
              }
              return client.close();
            });
  }

  /** What is said of snapshots. */
  private final class Log implements UntilWritten.Log<StateSnapshot> {
    @Override
    public void onWaits(Throwable failure) {
      LOG.warn("states wait for the store error=\"{}\"", failure.getMessage());
    }

    @Override
    public void onWrittenAgain() {
      LOG.info("states are written to the store again");
    }

    @Override
    public void onLost(StateSnapshot snapshot, Throwable failure, boolean ended) {
      if (ended) {
        lost++;
        return;
      }
      // Nothing of the server's words: they may quote a value of a message.
      String state = failure instanceof PgFailure typed ? String.valueOf(typed.sqlState()) : "none";
      LOG.error("the store does not take a state route={} error={}", snapshot.route(), state);
    }
  }
}
