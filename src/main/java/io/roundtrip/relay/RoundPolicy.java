package io.roundtrip.relay;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.Outcomes;
import io.roundtrip.outcome.Policy;
import io.roundtrip.store.OutboxMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What follows a round of delivery of a stored message. Immutable and pure, but for the chance in a pause.
 *
 * <p>A destination is closed, and never sent the message again, once it has it, once it said no for good (4xx but 408 and
 * 429, and any no of an MLLP system that takes a message only once), or once it may have it and takes it only once. While enough of the others are left for the acknowledgement policy, the
 * message is tried again; else, or when its tries or its time are over, it is dead.
 */
final class RoundPolicy {
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY = 429;

  private final RouteConf route;
  private final Policy policy;
  private final DoubleSupplier chance;

  /** What follows. Immutable. */
  sealed interface Next {
    /** Delivered or filtered. */
    record Done(Outcome outcome) implements Next {}

    /**
     * Another round.
     *
     * @param after the message with what is known now
     */
    record Again(OutboxMessage after, Duration pause) implements Next {}

    /** A dead letter. */
    record Dead(Outcome outcome, int attempts) implements Next {}
  }

  /**
   * The policy of a route.
   *
   * @param policy how many of its destinations must confirm
   * @param chance from 0 to 1, for pauses
   */
  RoundPolicy(RouteConf route, Policy policy, DoubleSupplier chance) {
    this.route = route;
    this.policy = policy;
    this.chance = chance;
  }

  /**
   * Before a round: a message whose time is over, or that may be where it must not go twice, is dead without it; null if it is
   * to be delivered.
   */
  Next.@Nullable Dead beforeRound(OutboxMessage message, long nowMillis) {
    if (isOver(message, nowMillis)) {
      String last = message.detail().isEmpty() ? "" : ": " + message.detail();
      return dead(message, known(message), Reason.DEADLINE, "max-age has passed" + last);
    }
    List<DestinationOutcome> known = known(message);
    return canBeMet(known)
        ? null
        : dead(
            with(message, message.attempts() + 1, known, ""),
            known,
            Reason.BUG,
            "it was being delivered when its engine died, and may have arrived");
  }

  /** What is known of the destinations before a round: of a suspect message, that it may be anywhere. */
  List<DestinationOutcome> known(OutboxMessage message) {
    if (!message.suspect()) {
      return message.destinations();
    }
    List<DestinationOutcome> known = new ArrayList<>(route.to().size());
    for (DestinationConf to : route.to()) {
      DestinationOutcome before = of(message.destinations(), to.id());
      if (before != null && isClosed(to, before)) {
        known.add(before);
      } else {
        int attempts = before == null ? 1 : before.attempts() + 1;
        long nanos = before == null ? 0 : before.durationNanos();
        known.add(new DestinationOutcome(to.id(), Verdict.UNKNOWN, null, 0, attempts, nanos));
      }
    }
    return known;
  }

  /** Of what is known, the destinations that are not sent the message again. */
  List<DestinationOutcome> settled(List<DestinationOutcome> known) {
    List<DestinationOutcome> settled = new ArrayList<>(known.size());
    for (DestinationConf to : route.to()) {
      DestinationOutcome destination = of(known, to.id());
      if (destination != null && isClosed(to, destination)) {
        settled.add(destination);
      }
    }
    return settled;
  }

  /** After a round of the message, whose destinations were known like this before it. */
  Next afterRound(
      OutboxMessage message, List<DestinationOutcome> known, Outcome round, long nowMillis) {
    if (round.kind() == OutcomeKind.FILTERED) {
      return new Next.Done(round);
    }
    boolean tried = wasTried(known, round);
    int attempts = message.attempts() + (tried ? 1 : 0);
    List<DestinationOutcome> after = merged(known, round.destinations());
    OutboxMessage next = with(message, attempts, after, round.detail());
    if (round.kind() == OutcomeKind.DELIVERED) {
      return new Next.Done(outcome(message, OutcomeKind.DELIVERED, null, "", after));
    }
    Reason fault = sendersFault(round);
    if (fault != null) {
      return dead(next, after, fault, round.detail());
    }
    Reason reason = round.reason() == null ? Reason.NO_CONNECTION : round.reason();
    if (!canBeMet(after)) {
      return dead(next, after, reason, round.detail());
    }
    int most = route.redelivery().maxAttempts();
    if (most > 0 && attempts >= most) {
      return dead(next, after, reason, "max-attempts (" + most + "): " + round.detail());
    }
    if (isOver(message, nowMillis)) {
      return dead(next, after, reason, "max-age has passed: " + round.detail());
    }
    return new Next.Again(next, pause(message, attempts, round, nowMillis));
  }

  /** After a round of which nothing came: the message may be anywhere. */
  Next afterNoAnswer(OutboxMessage message, long nowMillis) {
    OutboxMessage suspect = with(message, message.attempts() + 1, message.destinations(), "");
    List<DestinationOutcome> known = known(suspected(suspect));
    if (!canBeMet(known)) {
      return dead(suspect, known, Reason.BUG, "the engine lost track of the message");
    }
    OutboxMessage after = with(suspect, suspect.attempts(), known, "the engine lost track of it");
    return new Next.Again(after, route.redelivery().pause(after.attempts()));
  }

  /** A message that was claimed and not tried: with what is known of it, and for anybody at once. */
  OutboxMessage untried(OutboxMessage message) {
    return with(message, message.attempts(), known(message), message.detail());
  }

  /** Whose fault a failed round was. */
  enum Blame {
    /** No connection, no full answer, or a no that may pass. */
    DESTINATIONS,
    /** The message's: the destinations answered. */
    MESSAGE,
    /** Nothing was asked of a destination. */
    NOBODY
  }

  static Blame blame(Outcome round) {
    boolean answered = false;
    for (DestinationOutcome destination : round.destinations()) {
      switch (destination.verdict()) {
        case DELIVERED -> answered = true;
        case UNKNOWN -> {
          return Blame.DESTINATIONS;
        }
        case REJECTED -> {
          if (!isForGood(destination.status())) {
            return Blame.DESTINATIONS;
          }
          answered = true;
        }
        case NOT_ATTEMPTED -> {
          if (destination.reason() == Reason.NO_CONNECTION
              || destination.reason() == Reason.BREAKER_OPEN) {
            return Blame.DESTINATIONS;
          }
        }
        case null -> {}
      }
    }
    return answered ? Blame.MESSAGE : Blame.NOBODY;
  }

  private Duration pause(OutboxMessage message, int attempts, Outcome round, long nowMillis) {
    if (round.reason() == Reason.DRAINING) {
      return Duration.ZERO; // for another engine, or the next start
    }
    long full = route.redelivery().pause(Math.max(1, attempts)).toMillis();
    long millis = (long) ((double) full * (0.5 + chance.getAsDouble() / 2));
    long left = message.receivedMillis() + route.maxAge().toMillis() - nowMillis;
    return Duration.ofMillis(Math.min(millis, Math.max(0, left)));
  }

  private boolean isOver(OutboxMessage message, long nowMillis) {
    return nowMillis - message.receivedMillis() >= route.maxAge().toMillis();
  }

  /** Whether the policy can still be met by those that have the message and those that may be sent it. */
  private boolean canBeMet(List<DestinationOutcome> known) {
    int possible = 0;
    for (DestinationConf to : route.to()) {
      DestinationOutcome destination = of(known, to.id());
      if (to.required()
          && (destination == null
              || destination.verdict() == Verdict.DELIVERED
              || !isClosed(to, destination))) {
        possible++;
      }
    }
    return policy.isMet(possible);
  }

  private static boolean isClosed(DestinationConf to, DestinationOutcome destination) {
    return switch (destination.verdict()) {
      case null -> false;
      case DELIVERED -> true;
      case UNKNOWN -> !mayRepeat(to) || isForGood(destination.status());
      case REJECTED -> isForGood(destination.status()) || saysNoOnce(to);
      case NOT_ATTEMPTED -> false;
    };
  }

  /** A row that is there already is no harm where the table says so. */
  private static boolean mayRepeat(DestinationConf to) {
    return to.idempotent()
        || (to.target() instanceof DestinationConf.Postgres table
            && !(table.onConflict() instanceof DestinationConf.Conflict.Reject));
  }

  /** An application that could not work on a message may have begun to: it is asked again only where that does no harm. */
  private static boolean saysNoOnce(DestinationConf to) {
    return to.target() instanceof DestinationConf.Mllp && !to.idempotent();
  }

  private static boolean isForGood(int status) {
    return status >= 400 && status < 500 && status != REQUEST_TIMEOUT && status != TOO_MANY;
  }

  /** A message that waited in vain, met an open breaker, or was not the engine's any more, was not tried. */
  private boolean wasTried(List<DestinationOutcome> known, Outcome round) {
    List<DestinationOutcome> settled = settled(known);
    for (DestinationOutcome destination : round.destinations()) {
      if (destination.attempts() > 0
          && destination.reason() != Reason.STORE_UNAVAILABLE
          && of(settled, destination.id()) == null) {
        return true;
      }
    }
    return round.reason() == Reason.BUG;
  }

  private static @Nullable Reason sendersFault(Outcome round) {
    if (round.reason() != null && round.reason().isSendersFault()) {
      return round.reason();
    }
    for (DestinationOutcome destination : round.destinations()) {
      if (destination.reason() != null && destination.reason().isSendersFault()) {
        return destination.reason();
      }
    }
    return null;
  }

  /** What all rounds together brought. */
  private List<DestinationOutcome> merged(
      List<DestinationOutcome> known, List<DestinationOutcome> round) {
    List<DestinationOutcome> all = new ArrayList<>(route.to().size());
    for (DestinationConf to : route.to()) {
      DestinationOutcome before = of(known, to.id());
      DestinationOutcome now = of(round, to.id());
      if (before == null && now != null) {
        all.add(now);
      } else if (before != null && (now == null || isClosed(to, before) || !says(now))) {
        all.add(before);
      } else if (before != null && now != null) {
        all.add(plus(before, now));
      }
    }
    return all;
  }

  private static boolean says(DestinationOutcome round) {
    return round.verdict() != null
        && (round.verdict() != Verdict.NOT_ATTEMPTED || round.attempts() > 0);
  }

  private static DestinationOutcome plus(DestinationOutcome before, DestinationOutcome now) {
    Verdict verdict = now.verdict();
    Verdict both =
        verdict == null ? before.verdict() : Outcomes.ofDestination(before.verdict(), verdict);
    return new DestinationOutcome(
        now.id(),
        both,
        both == Verdict.NOT_ATTEMPTED ? now.reason() : null,
        now.status() == 0 ? before.status() : now.status(),
        before.attempts() + now.attempts(),
        before.durationNanos() + now.durationNanos());
  }

  private static @Nullable DestinationOutcome of(List<DestinationOutcome> all, String id) {
    for (DestinationOutcome one : all) {
      if (one.id().equals(id)) {
        return one;
      }
    }
    return null;
  }

  private Next.Dead dead(
      OutboxMessage message, List<DestinationOutcome> known, Reason reason, String detail) {
    int delivered = 0;
    int unknown = 0;
    int rejected = 0;
    Reason why = reason;
    for (DestinationConf to : route.to()) {
      DestinationOutcome destination = of(known, to.id());
      if (to.required() && destination != null) {
        switch (destination.verdict()) {
          case DELIVERED -> delivered++;
          case UNKNOWN -> unknown++;
          case REJECTED -> rejected++;
          case NOT_ATTEMPTED -> {
            boolean says = reason == Reason.DEADLINE && destination.reason() != Reason.NOT_NEEDED;
            why = says && destination.reason() != null ? destination.reason() : why;
          }
          case null -> {}
        }
      }
    }
    OutcomeKind kind = Outcomes.ofMessage(policy, delivered, unknown, rejected);
    return new Next.Dead(
        outcome(message, kind, kind == OutcomeKind.NOT_ATTEMPTED ? why : null, detail, known),
        message.attempts());
  }

  private static OutboxMessage suspected(OutboxMessage message) {
    return copy(message, message.attempts(), true, message.destinations(), message.detail());
  }

  private static OutboxMessage with(
      OutboxMessage message, int attempts, List<DestinationOutcome> known, String detail) {
    return copy(message, attempts, false, known, detail);
  }

  private static OutboxMessage copy(
      OutboxMessage message,
      int attempts,
      boolean suspect,
      List<DestinationOutcome> known,
      String detail) {
    return new OutboxMessage(
        message.messageId(),
        message.route(),
        message.lane(),
        message.receivedMillis(),
        message.contentType(),
        message.headers(),
        message.idempotencyKey(),
        message.traceparent(),
        message.replayOf(),
        message.body(),
        attempts,
        suspect,
        known,
        detail,
        message.claim());
  }

  private Outcome outcome(
      OutboxMessage message,
      OutcomeKind kind,
      @Nullable Reason reason,
      String detail,
      List<DestinationOutcome> destinations) {
    return new Outcome(
        message.messageId(), route.id(), kind, reason, detail, 0, destinations, Timings.NONE, null);
  }
}
