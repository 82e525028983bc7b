package io.roundtrip.relay;

import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.Claim;
import io.roundtrip.store.DeadLetterTable;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.OutboxTable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to claims that nobody acts on, and to dead letters that are kept for long enough. Loop-confined.
 *
 * <ul>
 *   <li>The claims of engines whose lease has ended are taken away, by each engine's first shard, every two seconds. An engine
 *       whose own lease has ended waits for ten seconds: what its settlers have not been able to write is among them.
 *   <li>A claim of this relay that it does not know, twice in a row and six seconds apart, is given back: the answer to what
 *       made it was lost, so that nothing of it was sent.
 *   <li>Dead letters that were sent again are deleted once they are older than what is kept.
 * </ul>
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration OF_OTHERS = Duration.ofSeconds(2);
  private static final int OWN_EVERY = 3;

  /** So many rounds after the engine has become another one, its relays have told the store what they knew. */
  static final int GRACE = 5;

  private static final int PRUNE_EVERY = 30;

  private final PgClient client;
  private final EngineLease lease;
  private final int shard;
  private final boolean alone;
  private final Duration retain;
  private final InstantSource clock;
  private final Hands hands;
  private final Timers timers;
  private Set<Claim> strangers = Set.of();
  private long rounds;
  private long engine;
  private long othersFrom;
  private boolean stopped;

  /**
   * Of one shard's relay.
   *
   * @param alone whether no other engine uses the database
   * @param retain for how long dead letters that were sent again are kept
   */
  Recovery(
      PgClient client,
      EngineLease lease,
      int shard,
      boolean alone,
      Duration retain,
      InstantSource clock,
      Hands hands,
      Timers timers) {
    this.client = client.within(TIMEOUT);
    this.lease = lease;
    this.shard = shard;
    this.alone = alone;
    this.retain = retain;
    this.clock = clock;
    this.hands = hands;
    this.timers = timers;
  }

  void start() {
    round();
  }

  void stop() {
    stopped = true;
  }

  /** What fails is done with the next round. */
  private void round() {
    if (stopped) {
      return;
    }
    Future<?> done = Future.succeededFuture();
    if (lease.isHeld()) {
      if (isTimeForOthers()) {
        done = done.compose(begin -> ofOthers());
      }
      if (rounds % OWN_EVERY == 0) {
        done = done.compose(before -> ofOurOwn());
      }
      if (shard == 0 && rounds % PRUNE_EVERY == 0) {
        done = done.compose(before -> DeadLetterTable.prune(client, clock.instant(), retain));
      }
    }
    rounds++;
    done.onComplete(
        ended -> {
          if (ended.failed()) {
            LOG.debug("claims could not be seen to error=\"{}\"", ended.cause().getMessage());
          }
          if (!stopped) {
            timers.start(OF_OTHERS, this::round);
          }
        });
  }

  private boolean isTimeForOthers() {
    if (engine != lease.id()) {
      othersFrom = engine == 0 ? rounds : rounds + GRACE;
      engine = lease.id();
    }
    return shard == 0 && rounds >= othersFrom;
  }

  private Future<?> ofOthers() {
    return OutboxTable.recover(client, lease.id(), alone)
        .onSuccess(
            count -> {
              if (count > 0) {
                LOG.warn("claims of engines that are gone were taken away messages={}", count);
              }
            });
  }

  private Future<?> ofOurOwn() {
    long relay = OutboxTable.relay(lease.id(), shard);
    return OutboxTable.claimed(client, relay)
        .compose(
            claimed -> {
              Set<Claim> unknown = new HashSet<>();
              List<Claim> again = new ArrayList<>();
              for (Claim claim : claimed) {
                if (!hands.has(claim)) {
                  unknown.add(claim);
                  if (strangers.contains(claim)) {
                    again.add(claim);
                  }
                }
              }
              strangers = unknown;
              hands.refuse(Set.copyOf(again));
              if (again.isEmpty()) {
                return Future.succeededFuture();
              }
              LOG.warn("claims without a message are given back messages={}", again.size());
              return OutboxTable.release(client, again);
            });
  }
}
