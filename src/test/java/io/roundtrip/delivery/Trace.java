package io.roundtrip.delivery;

import io.roundtrip.format.Prepared;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.AttemptResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a simulation saw of one message, and what DESIGN's algebra makes of it: written anew, not taken from the core. */
final class Trace {
  /** One attempt at one destination. */
  static final class Attempt {
    final int serial;
    final long began;
    long connectedAt;
    long sentAt;
    long overAt;
    boolean connected;
    boolean sent;

    /** Handed over, but nothing of it is written yet. */
    boolean held;

    boolean over;
    @Nullable AttemptResult result;

    /** Given up after its time to connect: by its own timer, or for another cause just before that fired. */
    boolean maybeTimedOut;

    Attempt(int serial, long began) {
      this.serial = serial;
      this.began = began;
    }

    void end(long now, @Nullable AttemptResult how) {
      over = true;
      overAt = now;
      result = how;
    }
  }

  final int number;
  final int shard;
  final @Nullable String lane;
  final long deadline;
  final long offeredAt;
  final List<List<Attempt>> attempts = new ArrayList<>();
  @Nullable Prepared prepared;
  @Nullable Outcome accepted;
  @Nullable Outcome answer;
  @Nullable Outcome settled;
  boolean gaveUp;
  boolean entered = true;
  @Nullable Reason notEntered;
  boolean recorded = true;
  boolean notRecorded;

  /** Whether an earlier delivery settled some destinations. */
  boolean hasHistory;

  int sends;

  Trace(int number, int shard, @Nullable String lane, long deadline, long now, int destinations) {
    this.number = number;
    this.shard = shard;
    this.lane = lane;
    this.deadline = deadline;
    this.offeredAt = now;
    for (int i = 0; i < destinations; i++) {
      attempts.add(new ArrayList<>());
    }
  }

  /** An earlier delivery of the message was the last for this destination. */
  void settledBefore(int destination, AttemptResult how) {
    hasHistory = true;
    Attempt earlier = new Attempt(0, 0);
    earlier.end(0, how);
    attempts.get(destination).add(earlier);
  }

  @Nullable Attempt current(int destination) {
    List<Attempt> all = attempts.get(destination);
    return all.isEmpty() || all.getLast().over ? null : all.getLast();
  }

  /** Whether a byte of it may have been written to anybody by now. */
  boolean isWritten() {
    return attempts.stream()
        .flatMap(List::stream)
        .anyMatch(
            attempt ->
                attempt.sent
                    && !attempt.held
                    && (attempt.result == null
                        || attempt.result.verdict() != Verdict.NOT_ATTEMPTED));
  }

  boolean delivered(int destination) {
    return attempts.get(destination).stream()
        .anyMatch(
            attempt -> attempt.result != null && attempt.result.verdict() == Verdict.DELIVERED);
  }

  int deliveredOf(Plan plan) {
    int count = 0;
    for (int i = 0; i < attempts.size(); i++) {
      count += plan.steps().get(i).counted() && delivered(i) ? 1 : 0;
    }
    return count;
  }

  /** What may be said of a destination now: more than one thing only if a timer and another cause coincided. */
  Set<Verdict> verdicts(int destination) {
    Set<Verdict> possible = EnumSet.noneOf(Verdict.class);
    Verdict last = Verdict.NOT_ATTEMPTED;
    boolean unknown = false;
    boolean maybe = false;
    for (Attempt attempt : attempts.get(destination)) {
      maybe |= attempt.maybeTimedOut;
      if (attempt.result != null) {
        last = attempt.result.verdict();
        maybe = false;
        unknown |= last == Verdict.UNKNOWN;
      }
      unknown |= attempt.sent && !attempt.held && !attempt.over;
    }
    if (delivered(destination)) {
      possible.add(Verdict.DELIVERED);
    } else if (unknown) {
      possible.add(Verdict.UNKNOWN);
    } else {
      possible.add(last);
      if (maybe) {
        possible.add(Verdict.NOT_ATTEMPTED);
      }
    }
    return possible;
  }

  /** What may be said of the message now. */
  Set<OutcomeKind> kinds(Plan plan) {
    Set<OutcomeKind> possible = EnumSet.noneOf(OutcomeKind.class);
    collect(plan, 0, EnumSet.noneOf(Verdict.class), 0, possible);
    return possible;
  }

  private void collect(
      Plan plan, int from, Set<Verdict> seen, int confirmed, Set<OutcomeKind> possible) {
    if (from == attempts.size()) {
      possible.add(kind(plan, seen, confirmed));
    } else if (!plan.steps().get(from).counted()) {
      collect(plan, from + 1, seen, confirmed, possible);
    } else {
      for (Verdict verdict : verdicts(from)) {
        Set<Verdict> more = EnumSet.of(verdict);
        more.addAll(seen);
        int with = confirmed + (verdict == Verdict.DELIVERED ? 1 : 0);
        collect(plan, from + 1, more, with, possible);
      }
    }
  }

  private static OutcomeKind kind(Plan plan, Set<Verdict> seen, int confirmed) {
    if (confirmed >= plan.policy().needed()) {
      return OutcomeKind.DELIVERED;
    } else if (seen.contains(Verdict.UNKNOWN)) {
      return OutcomeKind.UNKNOWN;
    } else if (confirmed > 0) {
      return OutcomeKind.PARTIAL;
    }
    return seen.contains(Verdict.REJECTED) ? OutcomeKind.REJECTED : OutcomeKind.NOT_ATTEMPTED;
  }

  @Override
  public String toString() {
    return "message " + number;
  }
}
