package io.roundtrip.relay;

import io.roundtrip.batch.Admission;
import io.roundtrip.batch.BatchCollector;
import io.roundtrip.batch.BatchEntry;
import io.roundtrip.batch.BatchLimits;
import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.store.OutboxEnds;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.Settlement;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what became of messages, in batches, until it is written. Loop-confined.
 *
 * <p>What fails is tried again for as long as the relay lives: a repeat does no harm, and until then the claims stay. With a
 * settlement of a lane comes the lane's next message, claimed if its route has room.
 */
final class Settler {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  private static final int COUNT = 500;
  private static final Duration AGE = Duration.ofMillis(20);

  /** Only the next in a lane waits for it. */
  private static final Duration REST = Duration.ofMillis(2);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** More that cannot be settled, and nothing new is begun. */
  private static final int MANY = 5_000;

  /** What it tells. */
  interface Listener {
    /** It is committed. */
    void onSettled(Settlement settlement);

    /** Whether what is next in the message's lane may be claimed; then there is room for it, or it is given back. */
    boolean tryReserve(OutboxMessage message);

    /** What was reserved for the message's lane is not needed. */
    void giveBackRoom(OutboxMessage message);

    /** A lane's next, claimed, with room that was reserved for it or without. */
    void onNext(OutboxMessage message, boolean hasRoom);

    /** A route's message that anybody may claim now. */
    void onWaiting(String route);
  }

  private final PgClient client;
  private final LongSupplier relay;
  private final Timers timers;
  private final Listener listener;
  private final BatchCollector<Settlement> collector;
  private int unsettled;
  private boolean failing;
  private boolean stopped;

  /** Writes with the mark of the relay, which is known once the engine has its lease. */
  Settler(PgClient client, LongSupplier relay, Timers timers, Listener listener) {
    this.client = client;
    this.relay = relay;
    this.timers = timers;
    this.listener = listener;
    this.collector =
        new BatchCollector<>(
            BatchLimits.of(COUNT, BatchLimits.NO_BYTES, AGE)
                .withRest(REST)
                .withWaiting(Integer.MAX_VALUE, Long.MAX_VALUE),
            TIMEOUT,
            this::write,
            timers,
            System::nanoTime);
  }

  void add(Settlement settlement) {
    unsettled++;
    offer(settlement);
  }

  /** Whether so much waits to be settled that nothing should be begun. */
  boolean isBehind() {
    return unsettled >= MANY;
  }

  private void offer(Settlement settlement) {
    Admission admission =
        collector.offer(
            new BatchEntry<>(
                settlement,
                1,
                (none, failure) -> {
                  if (failure == null) {
                    unsettled--;
                    listener.onSettled(settlement);
                  } else {
                    onFailed(settlement, failure);
                  }
                }));
    if (admission != Admission.TAKEN && !stopped) {
      throw new IllegalStateException("a settlement was not taken: " + admission);
    }
  }

  private void onFailed(Settlement settlement, Throwable failure) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "what became of stored messages cannot be written, and will be tried again: {}",
          String.valueOf(failure.getMessage()));
    }
    if (!stopped) {
      timers.start(PAUSE, () -> again(settlement));
    }
  }

  private void again(Settlement settlement) {
    if (!stopped) {
      offer(settlement);
    }
  }

  private Future<?> write(List<Settlement> settlements, Duration remaining) {
    Duration limit = remaining.compareTo(LONGEST_STATEMENT) > 0 ? LONGEST_STATEMENT : remaining;
    List<OutboxMessage> reserved = new ArrayList<>();
    return OutboxEnds.settle(
            client.within(limit),
            relay.getAsLong(),
            settlements,
            message -> {
              boolean room = listener.tryReserve(message);
              if (room) {
                reserved.add(message);
              }
              return room;
            })
        .transform(
            done -> {
              if (done.succeeded()) {
                failing = false;
                onNext(done.result(), reserved);
                return Future.succeededFuture();
              }
              reserved.forEach(listener::giveBackRoom);
              return Future.failedFuture(worthRepeating(done.cause()));
            });
  }

  /** Each is used for one of its route, whichever lane it was for. */
  private void onNext(OutboxEnds.Next next, List<OutboxMessage> reserved) {
    for (OutboxMessage message : next.claimed()) {
      OutboxMessage room = null;
      for (OutboxMessage one : reserved) {
        if (one.route().equals(message.route())) {
          room = one;
          break;
        }
      }
      if (room != null) {
        reserved.remove(room);
      }
      listener.onNext(message, room != null);
    }
    reserved.forEach(listener::giveBackRoom);
    next.waiting().forEach(listener::onWaiting);
  }

  private static Throwable worthRepeating(Throwable failure) {
    return failure instanceof PgFailure typed
            && (typed.kind() == PgKind.UNAVAILABLE || typed.kind() == PgKind.UNKNOWN)
        ? new PgFailure(PgKind.RETRYABLE, String.valueOf(typed.getMessage()), typed)
        : failure;
  }

  /** Writes what it has, if the store answers in time, and no more. */
  Future<?> end() {
    stopped = true;
    return collector.end();
  }
}
