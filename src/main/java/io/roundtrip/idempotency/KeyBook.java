package io.roundtrip.idempotency;

import io.roundtrip.idempotency.HeldKey.State;
import io.roundtrip.idempotency.KeyTally.Result;
import io.roundtrip.metrics.KeySnapshot;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.protocol.History;
import io.roundtrip.protocol.KeyedOutcome;
import io.roundtrip.protocol.KeyedSubmission;
import io.roundtrip.protocol.Submission;
import io.roundtrip.reactor.Ticker;
import io.roundtrip.route.Route;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.KeyAttempt;
import io.roundtrip.store.KeyClaim;
import io.roundtrip.store.KeyEnd;
import io.roundtrip.store.KeyRecord;
import io.vertx.core.Completable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one shard is busy with: each is claimed in the store before its message is sent, and answered after the store
 * knows what became of it. Loop-confined; {@link HeldKey} has the states.
 *
 * <p>All messages of an engine with one key come here, so that repeats of one under way find it in memory. Only the first that
 * waits asks the store.
 */
final class KeyBook {
  /** Who waits for a message of another, over all keys of the shard; one more is refused. */
  static final int MOST_ATTACHED = 10_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A store that is slow or gone holds up an answer for no longer than this. */
  private static final long END_PATIENCE_NANOS = 2_000 * NANOS_PER_MILLI;

  /** What the answer of a message whose deadline has passed still waits for the store. */
  private static final long LATE_PATIENCE_NANOS = 400 * NANOS_PER_MILLI;

  private static final long ASK_AGAIN_MILLIS = 100;
  private static final long ASK_AGAIN_JITTER_MILLIS = 150;

  /** A key whose message's end nobody tells is kept for so long beyond its deadline and its time. */
  private static final long MARGIN_MILLIS = 60_000;

  private static final long SOON_MILLIS = 1_000;

  private final List<Route> routes;
  private final List<Repeats> repeats;
  private final KeyHash hash;
  private final KeyStore store;
  private final EngineLease lease;
  private final Delivery delivery;
  private final Ticker ticker;
  private final KeyTally tally;
  private final Map<HeldKey.Id, HeldKey> keys = new HashMap<>();
  private final Map<String, Sender> senders = new HashMap<>();
  private final SplittableRandom random = new SplittableRandom();
  private int attached;

  KeyBook(
      List<Route> routes,
      KeyHash hash,
      KeyStore store,
      EngineLease lease,
      Delivery delivery,
      Ticker ticker) {
    this.routes = routes;
    this.repeats = routes.stream().map(route -> new Repeats(route.conf(), route.plan())).toList();
    this.hash = hash;
    this.store = store;
    this.lease = lease;
    this.delivery = delivery;
    this.ticker = ticker;
    this.tally = new KeyTally(routes);
  }

  KeySnapshot snapshot() {
    return tally.snapshot(store.unwritten());
  }

  // Senders --------------------------------------------------------------------------------------

  void onMessage(KeyedSubmission keyed, Completable<KeyedOutcome> answer) {
    Submission message = keyed.submission();
    HeldKey.Id id = new HeldKey.Id(message.route(), hash.of(keyed.key()));
    HeldKey held = held(id);
    Sender sender = new Sender(this, held, message, hash.of(message.body()), answer);
    senders.put(sender.messageId, sender);
    enter(held, sender);
  }

  private HeldKey held(HeldKey.Id id) {
    return keys.computeIfAbsent(id, none -> new HeldKey(this, id, routes.get(id.route())));
  }

  private void enter(HeldKey held, Sender sender) {
    sender.held = held;
    boolean first = held.senders.isEmpty() && held.state == State.CLAIMING && !held.asked;
    held.senders.add(sender);
    ticker.schedule(sender, sender.deadlineNanos);
    switch (held.state) {
      case CLAIMING -> {
        if (first) {
          claim(held);
        }
      }
      case ELSEWHERE, TAKING -> {
        // is told with the others
      }
      case RUNNING, ENDING -> attach(held, sender);
      case LATE -> repeatLate(held, sender);
    }
  }

  /** It repeats one that is under way here. */
  private void attach(HeldKey held, Sender sender) {
    if (!sender.bodyHash.equals(held.bodyHash)) {
      conflict(sender);
    } else if (attached >= MOST_ATTACHED) {
      refuse(sender, Reason.QUEUE_FULL, "too many wait for messages with their keys");
    } else {
      attached++;
      sender.attached = true;
      giveCreditBack(sender);
      tally.count(sender.route, Result.ATTACHED);
    }
  }

  /** The outcome is there, and the store does not know it yet. */
  private void repeatLate(HeldKey held, Sender sender) {
    Outcome outcome = held.outcome;
    if (outcome != null && outcome.isPositive()) {
      if (sender.bodyHash.equals(held.bodyHash)) {
        replay(sender, outcome);
      } else {
        conflict(sender);
      }
    }
  }

  /** The sender has left. */
  void onLeft(String messageId) {
    Sender sender = senders.get(messageId);
    if (sender != null) {
      HeldKey held = sender.held;
      end(sender, refusal(sender, Reason.SENDER_LEFT, "the sender left"), false);
      ifDeserted(held);
    }
  }

  /** The sender must have its answer now. */
  void onDeadline(Sender sender) {
    HeldKey held = sender.held;
    switch (held.state) {
      case CLAIMING, TAKING, LATE -> withoutStore(sender, "the store did not answer in time");
      case ENDING -> tell(sender, ended(held), false);
      case ELSEWHERE, RUNNING -> {
        tally.count(sender.route, Result.TIMEOUT);
        tell(
            sender,
            Delivery.unknown(
                held.route, held.messageId, "a message with this key is still on its way"),
            false);
      }
    }
    ifDeserted(held);
  }

  private void ifDeserted(HeldKey held) {
    if (!held.senders.isEmpty()) {
      return;
    }
    switch (held.state) {
      case ELSEWHERE -> forget(held);
      case RUNNING -> delivery.withdraw(held.messageId);
      case CLAIMING, TAKING, ENDING, LATE -> {
        // the store's answer ends it
      }
    }
  }

  // Claim ----------------------------------------------------------------------------------------

  private void claim(HeldKey held) {
    held.state = State.CLAIMING;
    held.asked = true;
    Sender first = held.senders.getFirst();
    KeyAttempt attempt = attempt(held, first);
    if (!lease.isHeld()) {
      forget(held);
      refuse(all(held), "the store was lost");
    } else if (!store.claim(attempt, (none, failure) -> onClaimed(held, attempt, failure))) {
      forget(held);
      refuse(all(held), "too many messages wait for the store");
    }
  }

  private static KeyAttempt attempt(HeldKey held, Sender sender) {
    Submission message = message(sender);
    long left = Math.max(0, sender.deadlineNanos - System.nanoTime()) / NANOS_PER_MILLI;
    return new KeyAttempt(
        new KeyClaim(held.route.id(), held.id.hash(), sender.messageId),
        sender.bodyHash,
        message.idempotencyKey(),
        left + retainMillis(held.route) + MARGIN_MILLIS);
  }

  private void onClaimed(HeldKey held, KeyAttempt attempt, @Nullable Throwable failure) {
    KeyRecord found = attempt.found();
    if (failure != null) {
      onClaimFailed(held, attempt, failure);
    } else if (attempt.isClaimed() || isOwn(attempt, found)) {
      start(held, attempt, attempt.downstreamKey(), null, List.of());
    } else if (found == null) {
      waitElsewhere(held, attempt.messageId()); // who had it let go of it just now
    } else {
      decide(held, found);
    }
  }

  /** An attempt that was repeated, because its answer was lost, finds its own row. */
  private static boolean isOwn(KeyAttempt attempt, @Nullable KeyRecord found) {
    return found != null
        && found.outcome() == null
        && found.messageId().equals(attempt.messageId());
  }

  private void onClaimFailed(HeldKey held, KeyAttempt attempt, Throwable failure) {
    List<Sender> waiting = all(held);
    if (attempt.isPerhapsThere()) {
      end(held, attempt.messageId());
    } else {
      forget(held);
    }
    refuse(waiting, String.valueOf(failure.getMessage()));
  }

  /** All that wait, taken off it: who is answered may come again before the next one is. */
  private static List<Sender> all(HeldKey held) {
    List<Sender> waiting = List.copyOf(held.senders);
    held.senders.clear();
    return waiting;
  }

  private void decide(HeldKey held, KeyRecord found) {
    Repeats rules = repeats.get(held.id.route());
    String elsewhere = null;
    for (Sender sender : List.copyOf(held.senders)) {
      switch (rules.decide(found, sender.bodyHash, lease.id())) {
        case Decision.Conflict conflict -> conflict(sender);
        case Decision.Replay replay -> replay(sender, replay.outcome());
        case Decision.Wait wait -> elsewhere = wait.messageId();
        case Decision.Replace replace -> {
          takeOver(held, sender, found, null, List.of());
          return;
        }
        case Decision.Resume resume -> {
          takeOver(held, sender, found, resume.known(), resume.settled());
          return;
        }
      }
    }
    if (elsewhere != null) {
      waitElsewhere(held, elsewhere);
    } else {
      claimAgain(held); // for who came while the others were answered
    }
  }

  private void waitElsewhere(HeldKey held, String messageId) {
    if (held.senders.isEmpty()) {
      forget(held);
      return;
    }
    held.state = State.ELSEWHERE;
    held.messageId = messageId;
    long pause = ASK_AGAIN_MILLIS + random.nextLong(ASK_AGAIN_JITTER_MILLIS);
    ticker.schedule(held, System.nanoTime() + pause * NANOS_PER_MILLI);
  }

  private void takeOver(
      HeldKey held,
      Sender sender,
      KeyRecord found,
      @Nullable Outcome before,
      List<DestinationOutcome> settled) {
    held.state = State.TAKING;
    KeyAttempt attempt = attempt(held, sender);
    String downstreamKey = before == null ? attempt.downstreamKey() : found.downstreamKey();
    store
        .takeOver(attempt, found, before == null)
        .onComplete(
            (taken, failure) -> {
              if (failure == null && taken) {
                start(held, attempt, downstreamKey, before, settled);
              } else if (failure == null) {
                claimAgain(held);
              } else {
                List<Sender> waiting = all(held);
                held.before = before;
                end(held, attempt.messageId());
                refuse(waiting, String.valueOf(failure.getMessage()));
              }
            });
  }

  private void claimAgain(HeldKey held) {
    if (held.senders.isEmpty()) {
      forget(held);
    } else {
      claim(held);
    }
  }

  // Delivery -------------------------------------------------------------------------------------

  private void start(
      HeldKey held,
      KeyAttempt attempt,
      String downstreamKey,
      @Nullable Outcome before,
      List<DestinationOutcome> settled) {
    Sender first = held.sender(attempt.messageId());
    held.before = before;
    if (first == null) {
      end(held, attempt.messageId()); // it has left, or had to be answered
      return;
    }
    held.state = State.RUNNING;
    held.messageId = attempt.messageId();
    held.bodyHash = first.bodyHash;
    held.deadlineNanos = first.deadlineNanos;
    ticker.cancel(first); // the worker alone decides its deadline
    tally.count(first.route, before == null ? Result.FIRST : Result.RESUMED);
    Submission message = message(first);
    first.submission = null;
    for (Sender other : List.copyOf(held.senders)) {
      if (other != first) {
        attach(held, other);
      }
    }
    boolean fenced = repeats.get(held.id.route()).isFenced();
    History history = new History(settled, null, fenced ? attempt.claim() : null, false);
    delivery.submit(
        held.route, message, downstreamKey, history, outcome -> onOutcome(held, outcome));
  }

  private void onOutcome(HeldKey held, Outcome outcome) {
    Outcome before = held.before;
    Outcome known =
        before == null ? outcome : repeats.get(held.id.route()).together(before, outcome);
    held.outcome = known;
    held.state = State.ENDING;
    long now = System.nanoTime();
    long late = Math.max(held.deadlineNanos - now, 0) + LATE_PATIENCE_NANOS;
    ticker.schedule(held, now + Math.min(END_PATIENCE_NANOS, late));
    boolean kept =
        switch (known.kind()) {
          case DELIVERED, FILTERED, ACCEPTED, PARTIAL, UNKNOWN -> true;
          case REJECTED, NOT_ATTEMPTED -> false;
        };
    write(held, held.messageId, kept ? known : null);
  }

  /** Lets go of a key whose message was not sent. */
  private void end(HeldKey held, String messageId) {
    held.state = State.LATE;
    held.outcome = null;
    write(held, messageId, held.before);
  }

  private void write(HeldKey held, String messageId, @Nullable Outcome kept) {
    KeyClaim claim = new KeyClaim(held.route.id(), held.id.hash(), messageId);
    store.end(new KeyEnd(claim, kept, retainMillis(held.route)), () -> onEnded(held));
  }

  private void onEnded(HeldKey held) {
    answerAll(held);
    forget(held);
    for (Sender sender : List.copyOf(held.senders)) {
      held.senders.remove(sender);
      enter(held(held.id), sender);
    }
  }

  /** The time of a key has come: to ask again, or to answer without the store. */
  void onTime(HeldKey held) {
    if (held.state == State.ELSEWHERE) {
      claim(held);
    } else {
      answerAll(held);
    }
  }

  private void answerAll(HeldKey held) {
    Outcome outcome = held.outcome;
    if (held.state != State.ENDING || outcome == null) {
      return;
    }
    held.state = State.LATE;
    for (Sender sender : List.copyOf(held.senders)) {
      if (sender.attached) {
        tell(sender, outcome, false);
      } else {
        end(sender, outcome, false);
      }
    }
  }

  private static Outcome ended(HeldKey held) {
    Outcome outcome = held.outcome;
    if (outcome == null) {
      throw new IllegalStateException("its outcome is not there");
    }
    return outcome;
  }

  private void forget(HeldKey held) {
    ticker.cancel(held);
    keys.remove(held.id, held);
  }

  // Answers --------------------------------------------------------------------------------------

  private void replay(Sender sender, Outcome outcome) {
    tally.count(sender.route, Result.REPLAYED);
    tell(sender, outcome, true);
  }

  private void conflict(Sender sender) {
    tally.count(sender.route, Result.CONFLICT);
    refuse(sender, Reason.KEY_REUSED, "the key came before, with another body");
  }

  private void withoutStore(Sender sender, String why) {
    tally.count(sender.route, Result.STORE_UNAVAILABLE);
    refuse(sender, Reason.STORE_UNAVAILABLE, why);
  }

  private void refuse(List<Sender> waiting, String why) {
    waiting.forEach(sender -> withoutStore(sender, why));
  }

  private void refuse(Sender sender, Reason reason, String detail) {
    tell(sender, refusal(sender, reason, detail), false);
  }

  private Outcome refusal(Sender sender, Reason reason, String detail) {
    return Outcome.refused(
        sender.messageId,
        sender.held.route.id(),
        reason,
        detail,
        reason.httpStatus() == 503 ? SOON_MILLIS : 0);
  }

  /** An answer that no worker counts. */
  private void tell(Sender sender, Outcome outcome, boolean replayed) {
    tally.answered(sender.route, outcome);
    end(sender, outcome, replayed);
  }

  private void end(Sender sender, Outcome outcome, boolean replayed) {
    if (!senders.remove(sender.messageId, sender)) {
      return; // it has its answer
    }
    ticker.cancel(sender);
    sender.held.senders.remove(sender);
    attached -= sender.attached ? 1 : 0;
    giveCreditBack(sender);
    sender.answer.succeed(new KeyedOutcome(outcome, replayed));
  }

  private void giveCreditBack(Sender sender) {
    Submission message = sender.submission;
    if (message != null) {
      sender.submission = null;
      sender.held.route.credits().giveBack(message.body().length());
    }
  }

  private static Submission message(Sender sender) {
    Submission message = sender.submission;
    if (message == null) {
      throw new IllegalStateException("the message has been handed on");
    }
    return message;
  }

  private static long retainMillis(Route route) {
    var conf = route.conf().idempotency();
    return conf == null ? 0 : conf.retain().toMillis();
  }

  /** Answers everyone now, for the engine stops. */
  void giveUp() {
    for (Sender sender : List.copyOf(senders.values())) {
      HeldKey held = sender.held;
      if (sender.submission != null) {
        refuse(sender, Reason.DRAINING, "the engine is draining");
      } else if (held.state == State.ENDING) {
        tell(sender, ended(held), false);
      } else {
        tell(sender, Delivery.unknown(held.route, held.messageId, "the engine stops"), false);
      }
    }
  }
}
