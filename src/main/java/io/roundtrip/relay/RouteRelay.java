package io.roundtrip.relay;

import io.roundtrip.bus.BusException;
import io.roundtrip.bus.Caller;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.metrics.RelayFigures;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.History;
import io.roundtrip.protocol.Submission;
import io.roundtrip.relay.RoundPolicy.Next;
import io.roundtrip.route.Route;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.OutboxTable;
import io.roundtrip.store.Settlement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in hand of one route on one shard: claimed messages on their way to the worker and back. Loop-confined.
 *
 * <p>At most {@link #window} messages; what else there is waits in the database, where any engine may claim it.
 */
final class RouteRelay {
  private static final Logger LOG = LoggerFactory.getLogger(RouteRelay.class);

  private static final int LEAST_WINDOW = 16;
  private static final int MOST_WINDOW = 1_000;

  /** So many messages for each that may be in flight to the slowest destination: others are being stored or settled. */
  private static final int PER_SLOT = 2;

  /** How much longer than its purpose a request to the worker lives. */
  private static final Duration NET = Duration.ofSeconds(5);

  private final Route route;
  private final int shard;
  private final int window;
  private final RoundPolicy policy;
  private final RouteHealth health;
  private final Hands hands;
  private final EngineLease lease;
  private final Caller caller;
  private final Addresses addresses;
  private final RecentOutcomes recent;
  private final Consumer<Settlement> settler;
  private final Runnable onRoom;
  private final Deque<OutboxMessage> waiting = new ArrayDeque<>();
  private final long netNanos;
  private int inHand;
  private boolean more;
  private boolean draining;
  private long stored;
  private long delivered;
  private long redelivered;
  private long dead;

  RouteRelay(
      Route route,
      int shard,
      int shards,
      Hands hands,
      EngineLease lease,
      Caller caller,
      Addresses addresses,
      RecentOutcomes recent,
      Consumer<Settlement> settler,
      Runnable onRoom) {
    this.route = route;
    this.shard = shard;
    this.hands = hands;
    this.lease = lease;
    this.caller = caller;
    this.addresses = addresses;
    this.recent = recent;
    this.settler = settler;
    this.onRoom = onRoom;
    this.window = window(route, shards);
    this.policy =
        new RoundPolicy(
            route.conf(), route.plan().policy(), () -> ThreadLocalRandom.current().nextDouble());
    this.health = new RouteHealth(route.conf().redelivery());
    this.netNanos =
        route.conf().to().stream().mapToLong(to -> to.timeout().toNanos()).max().orElse(0)
            + NET.toNanos();
  }

  private static int window(Route route, int shards) {
    int slots = route.conf().to().stream().mapToInt(DestinationConf::concurrency).min().orElse(1);
    return Math.clamp((long) PER_SLOT * slots / shards, LEAST_WINDOW, MOST_WINDOW);
  }

  Route route() {
    return route;
  }

  RelayFigures figures() {
    return new RelayFigures(stored, delivered, redelivered, dead, inHand);
  }

  // Room ---------------------------------------------------------------------------------------

  /** Room for one message that is claimed by what stores it or by what settles the one before; to be given back. */
  boolean tryReserve() {
    // What waits in the database has been there for longer: half of the room is its.
    if (draining || health.isSick() || inHand >= (more ? window / 2 : window) || !lease.isHeld()) {
      return false;
    }
    inHand++;
    return true;
  }

  void giveBackRoom() {
    inHand--;
  }

  /** How many may be claimed now. */
  int room(long nowMillis) {
    return draining ? 0 : health.room(window - inHand, nowMillis);
  }

  /** Whether it is worth asking the database now, which has more, and not only with the next tick. */
  boolean wants(long nowMillis) {
    return more && room(nowMillis) >= (health.isSick() ? 1 : Math.max(1, window / 4));
  }

  /** When it will be worth asking, if nothing happens before; 0 if there is no telling. */
  long wantsAtMillis() {
    return health.isSick() ? health.probeAtMillis() : 0;
  }

  /** There are messages that nobody has claimed. */
  void onWaiting() {
    more = true;
  }

  /** What was claimed of at most so many, and whether there may be more. */
  void onClaimed(List<OutboxMessage> messages, boolean maybeMore) {
    more = maybeMore;
    for (OutboxMessage message : messages) {
      if (hands.take(message.claim())) {
        inHand++;
        health.onBegun();
        take(message);
      }
    }
  }

  // Rounds -------------------------------------------------------------------------------------

  void onStored() {
    stored++;
  }

  /** What came next in a lane, claimed with what was before it. */
  void onNext(OutboxMessage message, boolean hasRoom) {
    if (!hands.take(message.claim())) {
      inHand -= hasRoom ? 1 : 0; // told again, by a repeat
      return;
    }
    inHand += hasRoom ? 0 : 1;
    take(message);
  }

  /** A message that is claimed and held, and has its room. */
  void take(OutboxMessage message) {
    if (draining) {
      health.onNothing();
      giveBack(message);
      return;
    }
    Next.Dead over = policy.beforeRound(message, System.currentTimeMillis());
    if (over != null) {
      health.onNothing();
      end(new Settlement.Dead(message, over.outcome(), over.attempts()));
      return;
    }
    waiting.add(message);
    pump();
  }

  /** Sends what has memory to be sent. */
  void pump() {
    OutboxMessage message = waiting.peek();
    while (message != null) {
      if (!lease.isHeld()) {
        forgetWaiting();
        return;
      }
      if (message.claim().relay() != OutboxTable.relay(lease.id(), shard)) {
        waiting.remove(); // of the number that the engine had before its lease ended
        inHand--;
        hands.drop(message.claim());
        health.onNothing();
        message = waiting.peek();
        continue;
      }
      if (!route.relayed().tryTake(message.body().length())) {
        return;
      }
      waiting.remove();
      submit(message);
      message = waiting.peek();
    }
  }

  /** Others may have them by now; those that nobody has are found by {@link Recovery}. */
  private void forgetWaiting() {
    for (OutboxMessage message : waiting) {
      inHand--;
      hands.drop(message.claim());
    }
    waiting.clear();
    health.onNothing();
  }

  private void submit(OutboxMessage message) {
    if (message.attempts() > 0) {
      redelivered++;
    }
    List<DestinationOutcome> known = policy.known(message);
    long now = System.nanoTime();
    long deadline = now + route.conf().deadline().toNanos();
    Submission submission =
        new Submission(
            route.index(),
            message.messageId(),
            message.key(),
            message.body(),
            message.contentType(),
            message.readHeaders(),
            message.idempotencyKey(),
            message.traceparent(),
            now,
            deadline,
            message.receivedMillis(),
            new History(policy.settled(known), message.replayOf(), null, true),
            null);
    caller.request(
        addresses.submit(shard),
        submission,
        deadline + netNanos,
        (outcome, failure) -> {
          if (outcome != null) {
            onRound(message, known, outcome);
          } else {
            onNoAnswer(message, failure);
          }
        });
  }

  private void onRound(OutboxMessage message, List<DestinationOutcome> known, Outcome outcome) {
    long now = System.currentTimeMillis();
    Next next = policy.afterRound(message, known, outcome, now);
    switch (next) {
      case Next.Done done -> {
        onSuccess();
        // Before its row is gone, so that it can be looked up at any moment; true whether the row
        // goes or not.
        recent.add(route, done.outcome(), message.receivedMillis());
        end(new Settlement.Done(message, done.outcome()));
      }
      case Next.Again again -> {
        judge(message, outcome, now);
        end(new Settlement.Again(message, again.after(), again.pause()));
      }
      case Next.Dead letter -> {
        judge(message, outcome, now);
        end(new Settlement.Dead(message, letter.outcome(), letter.attempts()));
      }
    }
    pump();
  }

  private void judge(OutboxMessage message, Outcome round, long nowMillis) {
    switch (RoundPolicy.blame(round)) {
      case DESTINATIONS -> {
        if (health.onFailure(message.messageId(), nowMillis)) {
          LOG.warn(
              "stored messages are not delivered, and tried one at a time route={} shard={}"
                  + " outcome={} detail=\"{}\"",
              route.id(),
              shard,
              round.kind().text(),
              round.detail());
        }
      }
      case MESSAGE -> onSuccess();
      case NOBODY -> health.onNothing();
    }
  }

  private void onSuccess() {
    if (health.onSuccess()) {
      LOG.info("stored messages are delivered again route={} shard={}", route.id(), shard);
      more = true;
    }
  }

  /** Without a worker nothing was sent; without a reply in all that time nobody knows what was. */
  private void onNoAnswer(OutboxMessage message, @Nullable Throwable failure) {
    health.onNothing();
    if (failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER) {
      route.relayed().giveBack(message.body().length());
      giveBack(message);
      return;
    }
    LOG.error(
        "a worker did not answer messageId={} route={}", message.messageId(), route.id(), failure);
    Next next = policy.afterNoAnswer(message, System.currentTimeMillis());
    end(
        switch (next) {
          case Next.Dead letter ->
              new Settlement.Dead(message, letter.outcome(), letter.attempts());
          case Next.Again again -> new Settlement.Again(message, again.after(), again.pause());
          case Next.Done done -> new Settlement.Done(message, done.outcome());
        });
  }

  private void end(Settlement settlement) {
    inHand--;
    settler.accept(settlement);
    onRoom.run();
  }

  /** It is committed. */
  void onSettled(Settlement settlement) {
    switch (settlement) {
      case Settlement.Done done -> delivered++;
      case Settlement.Again again -> {}
      case Settlement.Dead letter -> {
        dead++;
        recent.add(route, letter.outcome(), letter.message().receivedMillis());
        LOG.warn(
            "dead letter messageId={} route={} outcome={} attempts={} detail=\"{}\"",
            letter.message().messageId(),
            route.id(),
            letter.outcome().kind().text(),
            letter.attempts(),
            letter.outcome().detail());
      }
    }
  }

  /** Begins nothing more; what was not sent is given back. */
  void drain() {
    draining = true;
    waiting.forEach(this::giveBack);
    waiting.clear();
  }

  private void giveBack(OutboxMessage message) {
    end(new Settlement.Again(message, policy.untried(message), Duration.ZERO));
  }
}
