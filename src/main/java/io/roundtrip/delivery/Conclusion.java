package io.roundtrip.delivery;

import io.roundtrip.format.Prepared;
import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.Outcomes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts into an {@link Outcome} what the branches of a message say. Stateless. */
final class Conclusion {
  private Conclusion() {}

  /**
   * What is known of the message.
   *
   * @param retryAfterMillis for a message that was not attempted for a cause that passes
   */
  static <C> Outcome of(Message<C> message, Plan plan, long now, long retryAfterMillis) {
    List<DestinationOutcome> destinations = new ArrayList<>(message.branches.size());
    int delivered = 0;
    int unknown = 0;
    int rejected = 0;
    Reason reason = null;
    DestinationAnswer answer = null;
    // A yes needs no word about what is still on the wire; a no must not hide it.
    boolean openIsUnknown = !plan.policy().isMet(message.delivered());
    for (int i = 0; i < message.branches.size(); i++) {
      Branch<C> branch = message.branches.get(i);
      DestinationOutcome outcome = branch.outcome(openIsUnknown && branch.step.counted(), now);
      destinations.add(outcome);
      if (branch.answer() != null) {
        answer = branch.answer();
      }
      Verdict verdict = outcome.verdict();
      if (!branch.step.counted() || verdict == null) {
        continue;
      }
      switch (verdict) {
        case DELIVERED -> delivered++;
        case UNKNOWN -> unknown++;
        case REJECTED -> rejected++;
        case NOT_ATTEMPTED -> reason = weightier(reason, outcome.reason());
      }
    }
    OutcomeKind kind = Outcomes.ofMessage(plan.policy(), delivered, unknown, rejected);
    boolean notAttempted = kind == OutcomeKind.NOT_ATTEMPTED;
    if (notAttempted && reason == null) {
      reason = Reason.BUG;
    }
    return new Outcome(
        message.id,
        plan.route(),
        kind,
        notAttempted ? reason : null,
        kind == OutcomeKind.DELIVERED ? "" : explain(destinations),
        notAttempted ? retryAfterMillis : 0,
        destinations,
        timings(message, now),
        // Else it would say less, or more, than became of the message.
        kind == OutcomeKind.DELIVERED || kind == OutcomeKind.REJECTED ? answer : null);
  }

  /** A message of which nothing is under way, and that goes to no further destination. */
  static <C> Outcome ofUnsent(
      Message<C> message, Plan plan, Reason why, long now, long retryAfterMillis) {
    for (Branch<C> branch : message.branches) {
      if (!branch.isSettled()) {
        branch.settleWithout(why);
      }
    }
    return of(message, plan, now, retryAfterMillis);
  }

  /** A message that its filter excludes, or that cannot be mapped. */
  static <C> Outcome unsent(Message<C> message, Plan plan, Prepared prepared, long now) {
    return switch (prepared) {
      case Prepared.Excluded excluded -> filtered(message, plan, now);
      case Prepared.Refused(Reason reason, String detail) ->
          refused(message, plan, reason, detail, 0, now);
      case Prepared.AsItCame asItCame -> throw sendable(message);
      case Prepared.Mapped mapped -> throw sendable(message);
    };
  }

  private static <C> IllegalArgumentException sendable(Message<C> message) {
    return new IllegalArgumentException("message " + message.id + " can be sent");
  }

  private static <C> Outcome filtered(Message<C> message, Plan plan, long now) {
    return new Outcome(
        message.id,
        plan.route(),
        OutcomeKind.FILTERED,
        null,
        "the route's filter excluded the message",
        0,
        List.of(),
        timings(message, now),
        null);
  }

  /** A message that cannot be sent, whatever its destinations. */
  static <C> Outcome refused(
      Message<C> message,
      Plan plan,
      Reason reason,
      String detail,
      long retryAfterMillis,
      long now) {
    return new Outcome(
        message.id,
        plan.route(),
        OutcomeKind.NOT_ATTEMPTED,
        reason,
        detail,
        retryAfterMillis,
        List.of(),
        timings(message, now),
        null);
  }

  /** A message that is in the queue. */
  static <C> Outcome accepted(Message<C> message, Plan plan) {
    return new Outcome(
        message.id,
        plan.route(),
        OutcomeKind.ACCEPTED,
        null,
        "held in memory only",
        0,
        List.of(),
        Timings.NONE,
        null);
  }

  private static @Nullable Reason weightier(@Nullable Reason one, @Nullable Reason other) {
    return one == null || one == Reason.NOT_NEEDED ? other : one;
  }

  private static <C> Timings timings(Message<C> message, long now) {
    long left = message.leftQueueNanos;
    if (!message.departed) {
      return new Timings(now - message.arrivedNanos, 0, 0);
    }
    long prepared = message.preparedNanos == 0 ? now : message.preparedNanos;
    return new Timings(left - message.arrivedNanos, prepared - left, now - prepared);
  }

  private static String explain(List<DestinationOutcome> destinations) {
    StringBuilder text = new StringBuilder(64);
    for (DestinationOutcome destination : destinations) {
      if (destination.verdict() == null) {
        continue;
      }
      if (!text.isEmpty()) {
        text.append("; ");
      }
      text.append("destination '")
          .append(destination.id())
          .append("': ")
          .append(destination.text());
      if (destination.status() != 0) {
        text.append(" (status ").append(destination.status()).append(')');
      } else if (destination.reason() != null) {
        text.append(" (").append(destination.reason().code()).append(')');
      }
    }
    return text.toString();
  }
}
