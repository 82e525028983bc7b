package io.roundtrip.idempotency;

import io.roundtrip.idempotency.HeldKey.State;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.History;
import io.roundtrip.protocol.KeyedOutcome;
import io.roundtrip.protocol.KeyedSubmission;
import io.roundtrip.protocol.Submission;
import io.roundtrip.reactor.Ticker;
import io.roundtrip.route.Route;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.KeyAttempt;
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
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A store that is slow or gone holds up an answer for no longer than this. */
  private static final long END_PATIENCE_NANOS = 2_000 * NANOS_PER_MILLI;

  /** What the answer of a message whose deadline has passed still waits for the store. */
  private static final long LATE_PATIENCE_NANOS = 400 * NANOS_PER_MILLI;

  private static final long ASK_AGAIN_MILLIS = 100;
  private static final long ASK_AGAIN_JITTER_MILLIS = 150;

  private final List<Route> routes;
  private final List<Repeats> repeats;
  private final KeyHash hash;
  private final KeyStore store;
  private final EngineLease lease;
  private final Delivery delivery;
  private final Ticker ticker;
  private final Senders senders;
  private final Map<HeldKey.Id, HeldKey> keys = new HashMap<>();
  private final SplittableRandom random = new SplittableRandom();

  KeyBook(
      List<Route> routes,
      KeyHash hash,
      KeyStore store,
      EngineLease lease,
      Delivery delivery,
      Ticker ticker,
      Senders senders) {
    this.routes = routes;
    this.repeats = routes.stream().map(route -> new Repeats(route.conf(), route.plan())).toList();
    this.hash = hash;
    this.store = store;
    this.lease = lease;
    this.delivery = delivery;
    this.ticker = ticker;
    this.senders = senders;
  }

  // Senders --------------------------------------------------------------------------------------

  void onMessage(KeyedSubmission keyed, Completable<KeyedOutcome> answer) {
    Submission message = keyed.submission();
    HeldKey.Id id = new HeldKey.Id(message.route(), hash.of(keyed.key()));
    HeldKey held = held(id);
    Sender sender = new Sender(this, held, message, hash.of(message.body()), answer);
    senders.add(sender);
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
    if (sender.bodyHash.equals(held.bodyHash)) {
      senders.attach(sender);
    } else {
      senders.conflict(sender);
    }
  }

  /** The outcome is there, and the store does not know it yet. */
  private void repeatLate(HeldKey held, Sender sender) {
    Outcome outcome = held.outcome;
    if (outcome != null && outcome.isPositive()) {
      if (sender.bodyHash.equals(held.bodyHash)) {
        senders.replay(sender, outcome);
      } else {
        senders.conflict(sender);
      }
    }
  }

  /** The sender has left. */
  void onLeft(String messageId) {
    Sender sender = senders.find(messageId);
    if (sender != null) {
      HeldKey held = sender.held;
      senders.leave(sender);
      ifDeserted(held);
    }
  }

  /** The sender must have its answer now. */
  void onDeadline(Sender sender) {
    HeldKey held = sender.held;
    switch (held.state) {
      case CLAIMING, TAKING, LATE ->
          senders.withoutStore(sender, "the store did not answer in time");
      case ENDING -> senders.tell(sender, held.known());
      case ELSEWHERE, RUNNING -> senders.timeOut(sender);
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
    KeyAttempt attempt = held.attempt(first);
    if (!lease.isHeld()) {
      forget(held);
      senders.withoutStore(held.takeSenders(), "the store was lost");
    } else if (!store.claim(attempt, (none, failure) -> onClaimed(held, attempt, failure))) {
      forget(held);
      senders.withoutStore(held.takeSenders(), "too many messages wait for the store");
    }
  }

  private void onClaimed(HeldKey held, KeyAttempt attempt, @Nullable Throwable failure) {
    KeyRecord found = attempt.found();
    if (failure != null) {
      onClaimFailed(held, attempt, failure);
    } else if (attempt.isClaimed() || isOwn(attempt, found)) {
      start(held, attempt, attempt.downstreamKey(), null, List.of());
    } else if (attempt.isCut()) {
      claimAgain(held);
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
    List<Sender> waiting = held.takeSenders();
    if (attempt.isPerhapsThere()) {
      end(held, attempt.messageId());
    } else {
      forget(held);
    }
    senders.withoutStore(waiting, String.valueOf(failure.getMessage()));
  }

  private void decide(HeldKey held, KeyRecord found) {
    Repeats rules = repeats.get(held.id.route());
    String elsewhere = null;
    for (Sender sender : List.copyOf(held.senders)) {
      switch (rules.decide(found, sender.bodyHash, lease.id())) {
        case Decision.Conflict conflict -> senders.conflict(sender);
        case Decision.Replay replay -> senders.replay(sender, replay.outcome());
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
    KeyAttempt attempt = held.attempt(sender);
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
                List<Sender> waiting = held.takeSenders();
                held.before = before;
                end(held, attempt.messageId());
                senders.withoutStore(waiting, String.valueOf(failure.getMessage()));
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
    Submission message = senders.start(first, before == null);
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
    write(held, held.messageId, Repeats.isKept(known) ? known : null);
  }

  /** Lets go of a key whose message was not sent. */
  private void end(HeldKey held, String messageId) {
    held.state = State.LATE;
    held.outcome = null;
    write(held, messageId, held.before);
  }

  private void write(HeldKey held, String messageId, @Nullable Outcome kept) {
    store.end(held.end(messageId, kept), () -> onEnded(held));
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
      claimAgain(held);
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
      senders.tell(sender, outcome);
    }
  }

  private void forget(HeldKey held) {
    ticker.cancel(held);
    keys.remove(held.id, held);
  }

  /** Answers everyone now, for the engine stops. */
  void giveUp() {
    for (Sender sender : senders.all()) {
      HeldKey held = sender.held;
      if (held.state == State.ENDING) {
        senders.tell(sender, held.known());
      } else {
        senders.giveUp(sender);
      }
    }
  }
}
