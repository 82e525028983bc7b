package io.roundtrip.delivery;

import io.roundtrip.format.Prepared;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.queue.TimerWheel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DESIGN's rules about one message, asked at each thing that the core does. */
final class Rules {
  private final Plan plan;
  private final List<Gate> gates;
  private final Map<String, Set<Trace>> running = new HashMap<>();
  private final Map<String, Integer> written = new HashMap<>();
  private final Map<String, Integer> latest = new HashMap<>();

  Rules(Plan plan, List<Gate> gates) {
    this.plan = plan;
    this.gates = gates;
  }

  static void check(boolean holds, String rule, Object about) {
    if (!holds) {
      throw new AssertionError(rule + ": " + about);
    }
  }

  void leavesTheQueue(Trace trace, long now) {
    check(trace.prepared == null, "prepared once", trace);
    check(trace.answer == null, "nothing is prepared after its answer", trace);
    check(now < trace.deadline, "nothing leaves the queue after its deadline", trace);
    if (trace.lane != null) {
      Set<Trace> together = running.computeIfAbsent(trace.lane, first -> new HashSet<>());
      together.add(trace);
      check(together.size() <= plan.laneWindow(), "a lane runs no more than it may", trace);
      Integer before = latest.put(trace.lane, trace.number);
      check(before == null || before < trace.number, "a lane keeps the order of arrival", trace);
    }
  }

  void attempts(Trace trace, Branch<Trace> branch, long now) {
    mayGo(trace, branch, now);
    check(trace.current(branch.index()) == null, "one attempt at a time", trace);
    check(now <= trace.deadline + TimerWheel.TICK_NANOS, "no attempt after the deadline", trace);
    List<Trace.Attempt> before = trace.attempts.get(branch.index());
    List<Trace.Attempt> ended = before.stream().filter(attempt -> attempt.result != null).toList();
    Plan.Step step = branch.step;
    check(ended.size() < step.retry().attempts(), "no more attempts than the conf says", trace);
    if (ended.isEmpty() || before.getLast().maybeTimedOut) {
      return;
    }
    AttemptResult last = ended.getLast().result;
    check(last != null && mayFollow(last, step.idempotent()), "no retry follows that", trace);
    double pause = step.retry().backoff().toNanos();
    for (int i = 1; i < ended.size(); i++) {
      pause *= step.retry().factor();
    }
    long least = (long) Math.min(pause, (double) step.retry().maxBackoff().toNanos());
    check(now - ended.getLast().overAt >= least, "a retry waits for its backoff", trace);
  }

  void sends(Trace trace, Branch<Trace> branch, long remaining, long now) {
    mayGo(trace, branch, now);
    Trace.Attempt attempt = trace.current(branch.index());
    check(attempt != null && attempt.connected && !attempt.sent, "sends when connected", trace);
    check(now < trace.deadline, "nothing is sent after the deadline", trace);
    check(remaining == trace.deadline - now, "the remaining time is passed on", remaining);
    if (trace.sends == 0) {
      int connected = 0;
      for (int i = 0; i < plan.steps().size(); i++) {
        Trace.Attempt other = trace.current(i);
        connected += plan.steps().get(i).counted() && other != null && other.connected ? 1 : 0;
      }
      connected += trace.deliveredOf(plan);
      check(
          connected >= plan.policy().needed(), "no byte before the policy has connections", trace);
    }
  }

  /** What waited to be sent with others is written. */
  void writes(Trace trace) {
    check(!trace.gaveUp, "nothing is written after it was given up or withdrawn", trace);
    check(trace.settled == null, "nothing is written after it has settled", trace);
    Outcome answer = trace.answer;
    check(answer == null || answer.kind() == OutcomeKind.DELIVERED, "nothing after a no", trace);
    if (trace.lane != null && plan.laneWindow() > 1) {
      Integer before = written.put(trace.lane, trace.number);
      check(before == null || before < trace.number, "a lane is written in its order", trace);
    }
  }

  private void mayGo(Trace trace, Branch<Trace> branch, long now) {
    check(trace.prepared instanceof Prepared.AsItCame, "only what was let through", trace);
    check(trace.entered, "nothing before its state allows it", trace);
    check(trace.recorded, "nothing before it is in the store", trace);
    check(!trace.gaveUp, "nothing after it was given up or withdrawn", trace);
    check(!trace.delivered(branch.index()), "nothing to whom has confirmed", trace);
    check(trace.settled == null, "nothing after it has settled", trace);
    Outcome answer = trace.answer;
    if (branch.step.counted()) {
      check(answer == null, "no new attempt for a counted destination after an answer", trace);
    } else {
      boolean met = trace.deliveredOf(plan) >= plan.policy().needed();
      check(met, "a destination that is not counted comes after the policy is met", trace);
      check(answer == null || answer.kind() == OutcomeKind.DELIVERED, "nothing after a no", trace);
    }
    Breaker breaker = gates.get(branch.index()).breaker();
    check(breaker == null || branch.probe || !breaker.isOpen(now), "no open breaker", trace);
  }

  private static boolean mayFollow(AttemptResult last, boolean idempotent) {
    return switch (last.verdict()) {
      case DELIVERED -> false;
      case NOT_ATTEMPTED -> last.reason() == Reason.NO_CONNECTION;
      case UNKNOWN -> idempotent;
      case REJECTED ->
          idempotent && (last.status() == 408 || last.status() == 429 || last.status() >= 500);
    };
  }

  void answers(Trace trace, Outcome outcome, long now) {
    check(trace.answer == null, "answered once", trace);
    long last = Math.max(trace.deadline + TimerWheel.TICK_NANOS, trace.offeredAt);
    check(now <= last, "answered in time", trace);
    tells(trace, outcome);
    boolean waits =
        outcome.kind() == OutcomeKind.REJECTED
            || outcome.kind() == OutcomeKind.PARTIAL
            || outcome.kind() == OutcomeKind.UNKNOWN;
    if (waits && now < trace.deadline && !trace.gaveUp) {
      for (int i = 0; i < plan.steps().size(); i++) {
        check(trace.current(i) == null, "a no waits for what was started", trace);
      }
    }
    Reason reason = outcome.reason();
    boolean passes = reason != null && reason.httpStatus() == 503;
    check(passes == outcome.retryAfterMillis() > 0, "Retry-After with each 503 alone", outcome);
  }

  private void tells(Trace trace, Outcome outcome) {
    @Nullable Prepared prepared = trace.prepared;
    if (trace.notEntered != null && !trace.hasHistory) {
      check(outcome.reason() == trace.notEntered, "its state", outcome);
    } else if (trace.notRecorded && !trace.hasHistory) {
      check(outcome.reason() == Reason.STORE_UNAVAILABLE, "not recorded", outcome);
    } else if (prepared instanceof Prepared.Excluded && !trace.hasHistory) {
      check(outcome.kind() == OutcomeKind.FILTERED, "filtered", outcome);
    } else if (prepared instanceof Prepared.Refused refused && !trace.hasHistory) {
      check(outcome.reason() == refused.reason(), "refused", outcome);
    } else {
      check(trace.kinds(plan).contains(outcome.kind()), "the algebra", outcome);
      for (int i = 0; i < outcome.destinations().size(); i++) {
        DestinationOutcome destination = outcome.destinations().get(i);
        Verdict verdict = destination.verdict();
        check(verdict == null || trace.verdicts(i).contains(verdict), "the destination's", outcome);
        boolean mayBeOpen =
            outcome.kind() == OutcomeKind.DELIVERED || !plan.steps().get(i).counted();
        check(verdict != null || mayBeOpen, "a no that hides what is open", outcome);
      }
    }
  }

  void settles(Trace trace, Outcome outcome) {
    check(trace.settled == null, "settled once", trace);
    check(trace.answer != null || trace.accepted != null, "settled after its answer", trace);
    for (int i = 0; i < plan.steps().size(); i++) {
      check(trace.current(i) == null, "settled after its attempts", trace);
    }
    tells(trace, outcome);
    if (trace.lane != null) {
      running.getOrDefault(trace.lane, new HashSet<>()).remove(trace);
    }
  }
}
