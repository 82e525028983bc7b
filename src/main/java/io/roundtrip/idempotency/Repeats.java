package io.roundtrip.idempotency;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.delivery.Plan;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.Outcomes;
import io.roundtrip.store.KeyRecord;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a repeat is told or may send, by what the store has for its key. Immutable; one for each route.
 *
 * <p>What is known of a message adds up over its deliveries as the attempts of one do: who has it once has it, and what is
 * unknown once stays so until it is delivered. The exception is a destination that says in its own transaction that it has the
 * message: where the store does not say so, it does not have it, and once another message has the key it never will.
 */
final class Repeats {
  private final RouteConf conf;
  private final Plan plan;

  Repeats(RouteConf conf, Plan plan) {
    this.conf = conf;
    this.plan = plan;
  }

  /** Whether a message that came to this keeps its key: else no destination has it, and none will get it. */
  static boolean isKept(Outcome outcome) {
    return switch (outcome.kind()) {
      case DELIVERED, FILTERED, ACCEPTED, PARTIAL, UNKNOWN -> true;
      case REJECTED, NOT_ATTEMPTED -> false;
    };
  }

  /** Whether the route's destinations take part in the key's transaction, those that can. */
  boolean isFenced() {
    return conf.reply() == RouteConf.Reply.DELIVERED;
  }

  private boolean isFenced(int destination) {
    return isFenced() && conf.to().get(destination).target() instanceof DestinationConf.Postgres;
  }

  /**
   * What to do.
   *
   * @param row what the store has; an engine's own that it does not remember is that of a dead one
   * @param engine the engine that asks
   */
  Decision decide(KeyRecord row, Buffer bodyHash, long engine) {
    boolean open = row.outcome() == null;
    boolean own = row.engine() != null && row.engine() == engine;
    if (row.expired()) {
      return new Decision.Replace();
    }
    if (!row.bodyHash().equals(bodyHash)) {
      return new Decision.Conflict();
    }
    if (open && row.alive() && !own) {
      return new Decision.Wait(row.messageId());
    }
    Outcome known = known(row);
    return switch (known.kind()) {
      case DELIVERED, FILTERED, ACCEPTED -> new Decision.Replay(known);
      case PARTIAL, UNKNOWN, REJECTED, NOT_ATTEMPTED -> again(known);
    };
  }

  private Decision again(Outcome known) {
    List<DestinationOutcome> settled = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      Plan.Step step = plan.steps().get(i);
      DestinationOutcome outcome = known.destinations().get(i);
      boolean mayHaveIt =
          outcome.verdict() == Verdict.UNKNOWN && !step.idempotent() && !isFenced(i);
      if (outcome.verdict() == Verdict.DELIVERED) {
        settled.add(outcome);
      } else if (mayHaveIt && (step.counted() || conf.reply() == RouteConf.Reply.STORED)) {
        return new Decision.Replay(known);
      } else if (mayHaveIt) {
        settled.add(outcome);
      }
    }
    return new Decision.Resume(known, settled);
  }

  private Outcome known(KeyRecord row) {
    OutcomeKind kind = row.outcome();
    if (kind == OutcomeKind.DELIVERED
        || kind == OutcomeKind.FILTERED
        || kind == OutcomeKind.ACCEPTED) {
      return outcome(row.messageId(), kind, row.detail(), row.destinations(), row);
    }
    List<DestinationOutcome> destinations = new ArrayList<>();
    for (Plan.Step step : plan.steps()) {
      DestinationOutcome before = find(row.destinations(), step.id());
      Verdict verdict = before == null ? null : before.verdict();
      if (row.confirmed().contains(step.id()) || verdict == Verdict.DELIVERED) {
        destinations.add(with(step.id(), before, Verdict.DELIVERED));
      } else if (kind == null) {
        destinations.add(with(step.id(), before, Verdict.UNKNOWN));
      } else {
        destinations.add(before == null ? with(step.id(), null, unsaid(kind, row)) : before);
      }
    }
    String detail = kind == null ? "the engine that delivered the message was lost" : row.detail();
    OutcomeKind now = kindOf(destinations);
    return outcome(
        row.messageId(), now, now == OutcomeKind.DELIVERED ? "" : detail, destinations, row);
  }

  /** A destination that the record does not name: it is new in the conf, or the engine lost track of the message. */
  private static Verdict unsaid(OutcomeKind kind, KeyRecord row) {
    return kind == OutcomeKind.UNKNOWN && row.destinations().isEmpty()
        ? Verdict.UNKNOWN
        : Verdict.NOT_ATTEMPTED;
  }

  private Outcome outcome(
      String messageId,
      OutcomeKind kind,
      String detail,
      List<DestinationOutcome> destinations,
      KeyRecord row) {
    return new Outcome(
        messageId,
        conf.id(),
        kind,
        kind == OutcomeKind.NOT_ATTEMPTED ? Reason.NOT_NEEDED : null,
        detail,
        0,
        List.copyOf(destinations),
        Timings.NONE,
        kind == OutcomeKind.DELIVERED ? row.answer() : null);
  }

  /** What is known now that a message with the key was sent again and came to this. */
  Outcome together(Outcome before, Outcome now) {
    if (now.kind() == OutcomeKind.DELIVERED || now.kind() == OutcomeKind.ACCEPTED) {
      return now;
    }
    List<DestinationOutcome> destinations = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      String id = plan.steps().get(i).id();
      DestinationOutcome earlier = find(before.destinations(), id);
      DestinationOutcome latest = find(now.destinations(), id);
      Verdict was = earlier == null ? null : earlier.verdict();
      if (was == Verdict.UNKNOWN && isFenced(i)) {
        was = null; // the key has another message now: what was open there is over
      }
      Verdict is = latest == null ? null : latest.verdict();
      if (is == null) {
        is = now.kind() == OutcomeKind.UNKNOWN ? Verdict.UNKNOWN : Verdict.NOT_ATTEMPTED;
      }
      Verdict verdict = Outcomes.ofDestination(was, is);
      destinations.add(with(id, latest == null ? earlier : latest, verdict));
    }
    OutcomeKind kind = kindOf(destinations);
    if (kind == OutcomeKind.REJECTED || kind == OutcomeKind.NOT_ATTEMPTED || kind == now.kind()) {
      return now.kind() == kind ? withDestinations(now, destinations) : now;
    }
    return new Outcome(
        now.messageId(),
        now.route(),
        kind,
        null,
        "this time: "
            + (now.detail().isEmpty() ? now.kind().text() : now.detail())
            + "; before: "
            + before.detail(),
        0,
        destinations,
        now.timings(),
        now.answer());
  }

  private static Outcome withDestinations(Outcome now, List<DestinationOutcome> destinations) {
    return now.with(destinations);
  }

  private OutcomeKind kindOf(List<DestinationOutcome> destinations) {
    int delivered = 0;
    int unknown = 0;
    int rejected = 0;
    for (int i = 0; i < destinations.size(); i++) {
      Verdict verdict = destinations.get(i).verdict();
      if (!plan.steps().get(i).counted() || verdict == null) {
        continue;
      }
      switch (verdict) {
        case DELIVERED -> delivered++;
        case UNKNOWN -> unknown++;
        case REJECTED -> rejected++;
        case NOT_ATTEMPTED -> {}
      }
    }
    return Outcomes.ofMessage(plan.policy(), delivered, unknown, rejected);
  }

  private static DestinationOutcome with(
      String id, @Nullable DestinationOutcome before, Verdict verdict) {
    Reason reason = before == null ? null : before.reason();
    return new DestinationOutcome(
        id,
        verdict,
        verdict != Verdict.NOT_ATTEMPTED ? null : reason == null ? Reason.NOT_NEEDED : reason,
        before == null ? 0 : before.status(),
        before == null ? 0 : before.attempts(),
        before == null ? 0 : before.durationNanos());
  }

  private static @Nullable DestinationOutcome find(List<DestinationOutcome> all, String id) {
    for (DestinationOutcome one : all) {
      if (one.id().equals(id)) {
        return one;
      }
    }
    return null;
  }
}
