package io.roundtrip.delivery;

import io.roundtrip.format.Prepared;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.queue.TimerWheel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The shell of one core in a simulation: destinations that do whatever destinations do, and some things they do not. */
final class SimulatedShell implements Effects<Trace> {
  private final Simulation simulation;
  private final Rules rules;
  private final VirtualTime time;
  private final Random random;
  private final int shard;

  // Of a route whose only destination is a batch: what waits for one, and what is under way.
  private final Deque<Held> line = new ArrayDeque<>();
  private List<Held> batch = List.of();
  private int connecting;
  private long lastConnected = Long.MIN_VALUE;

  private record Held(Branch<Trace> branch, Trace.Attempt attempt) {}

  SimulatedShell(Simulation simulation, Rules rules, VirtualTime time, Random random, int shard) {
    this.simulation = simulation;
    this.rules = rules;
    this.time = time;
    this.random = random;
    this.shard = shard;
  }

  @Override
  public Prepared prepare(Message<Trace> message) {
    Trace trace = message.cargo();
    rules.leavesTheQueue(trace, time.now());
    Prepared prepared =
        switch (random.nextInt(20)) {
          case 0 -> Prepared.Excluded.INSTANCE;
          case 1 -> new Prepared.Refused(Reason.MISSING_VALUE, "rule 1: /a is missing");
          default -> Prepared.AsItCame.INSTANCE;
        };
    trace.prepared = prepared;
    return prepared;
  }

  @Override
  public void enter(Message<Trace> message) {
    Trace trace = message.cargo();
    Rules.check(
        trace.recorded && trace.entered, "its state is asked once, before the store", trace);
    trace.entered = false;
    Reason refusal =
        switch (random.nextInt(16)) {
          case 0 -> Reason.STATE_CONFLICT;
          case 1 -> Reason.STORE_UNAVAILABLE;
          default -> null;
        };
    long delay = delay(30);
    if (delay > 0) {
      time.postAfter(shard, delay, () -> entered(message, refusal));
    } else {
      entered(message, refusal);
    }
  }

  private void entered(Message<Trace> message, @Nullable Reason refusal) {
    Trace trace = message.cargo();
    trace.entered = refusal == null;
    trace.notEntered = trace.answer == null ? refusal : null;
    simulation.coverage.saw(refusal == null ? "entered" : "not entered");
    simulation
        .core(shard)
        .onEntered(message, refusal == null ? null : new Prepared.Refused(refusal, "its state"));
  }

  @Override
  public void record(Message<Trace> message) {
    Trace trace = message.cargo();
    trace.recorded = false;
    String refusal = random.nextInt(8) == 0 ? "the store is gone" : null;
    long delay = delay(30);
    if (delay > 0) {
      time.postAfter(shard, delay, () -> recorded(message, refusal));
    } else {
      recorded(message, refusal);
    }
  }

  private void recorded(Message<Trace> message, @Nullable String refusal) {
    Trace trace = message.cargo();
    trace.recorded = refusal == null;
    trace.notRecorded = refusal != null && trace.answer == null;
    simulation.coverage.saw(refusal == null ? "recorded" : "not recorded");
    simulation.core(shard).onRecorded(message, refusal);
  }

  @Override
  public void connect(Branch<Trace> branch) {
    Trace trace = branch.message().cargo();
    rules.attempts(trace, branch, time.now());
    simulation.coverage.saw(branch.probe ? "probe" : "attempt");
    Trace.Attempt attempt = new Trace.Attempt(branch.serial(), time.now());
    trace.attempts.get(branch.index()).add(attempt);
    switch (simulation.mood(branch.index())) {
      case DOWN -> endAfter(delay(30), branch, attempt, noConnection());
      case MUTE -> {
        if (random.nextBoolean()) {
          connectedAfter(delay(10), branch, attempt);
        }
      }
      case SLOW -> connectedAfter(delay(60), branch, attempt);
      case WELL, ANGRY -> connectedAfter(delay(5), branch, attempt);
    }
  }

  @Override
  public void send(Branch<Trace> branch, long remainingNanos) {
    Trace trace = branch.message().cargo();
    rules.sends(trace, branch, remainingNanos, time.now());
    Trace.Attempt attempt = trace.current(branch.index());
    if (attempt == null) {
      throw new AssertionError("sent without an attempt: " + trace);
    }
    attempt.sent = true;
    attempt.sentAt = time.now();
    trace.sends++;
    if (simulation.isBatching()) {
      attempt.held = true;
      line.add(new Held(branch, attempt));
      time.postAfter(shard, delay(5), this::flush);
    } else if (random.nextInt(6) == 0) {
      attempt.held = true;
      simulation.coverage.saw("held");
      time.postAfter(
          shard,
          delay(30),
          () -> {
            if (!attempt.over) {
              write(branch, attempt);
              answer(branch, attempt);
            }
          });
    } else {
      answer(branch, attempt);
    }
  }

  /** One batch at a time, of what waits in order. */
  private void flush() {
    if (batch.stream().anyMatch(each -> !each.attempt.over)) {
      if (!line.isEmpty()) {
        time.postAfter(shard, 1_000_000, this::flush);
      }
      return;
    }
    List<Held> next = new ArrayList<>();
    while (next.size() < 4 && !line.isEmpty()) {
      Held one = line.remove();
      if (!one.attempt.over) {
        next.add(one);
        write(one.branch, one.attempt);
      }
    }
    batch = next;
    if (next.isEmpty()) {
      return;
    }
    if (next.size() > 1) {
      simulation.coverage.saw("a batch of several");
    }
    if (simulation.mood(0) != Simulation.Mood.MUTE) {
      AttemptResult whole = random.nextBoolean() ? answer() : null;
      Runnable told =
          () ->
              next.forEach(one -> ended(one.branch, one.attempt, whole == null ? answer() : whole));
      time.postAfter(shard, delay(20), told);
    }
    if (!line.isEmpty()) {
      time.postAfter(shard, 1_000_000, this::flush);
    }
  }

  private void write(Branch<Trace> branch, Trace.Attempt attempt) {
    attempt.held = false;
    rules.writes(branch.message().cargo());
  }

  private void answer(Branch<Trace> branch, Trace.Attempt attempt) {
    switch (simulation.mood(branch.index())) {
      case MUTE -> {
        // never answers
      }
      case SLOW -> endAfter(delay(60), branch, attempt, answer());
      case WELL -> endAfter(delay(10), branch, attempt, AttemptResult.delivered(200, null));
      case ANGRY, DOWN -> endAfter(delay(10), branch, attempt, answer());
    }
  }

  private AttemptResult answer() {
    return switch (random.nextInt(8)) {
      case 0 -> AttemptResult.rejected(400 + random.nextInt(30));
      case 1 -> AttemptResult.rejected(500 + random.nextInt(5));
      case 2 -> AttemptResult.rejected(302);
      case 3 -> AttemptResult.unknown(0, "closed after the request");
      case 4 -> AttemptResult.unknown(200, "answer too long");
      case 5 -> noConnection(); // an event bus that finds no handler says so after the send
      default -> AttemptResult.delivered(200, null);
    };
  }

  private static AttemptResult noConnection() {
    return AttemptResult.notAttempted(Reason.NO_CONNECTION, "refused");
  }

  /** A third of all things happen within the call. */
  private long delay(int mostMillis) {
    return random.nextInt(3) == 0 ? 0 : 1 + random.nextLong(mostMillis * 1_000_000L);
  }

  private void connectedAfter(long nanos, Branch<Trace> branch, Trace.Attempt attempt) {
    if (simulation.isBatching() && (nanos > 0 || connecting > 0)) {
      // A batch lets in who asks in the order in which they ask.
      lastConnected = Math.max(time.now() + Math.max(1, nanos), lastConnected);
      connecting++;
      time.postAfter(
          shard,
          lastConnected - time.now(),
          () -> {
            connecting--;
            connected(branch, attempt);
          });
    } else if (nanos > 0) {
      time.postAfter(shard, nanos, () -> connected(branch, attempt));
    } else {
      connected(branch, attempt);
    }
  }

  private void connected(Branch<Trace> branch, Trace.Attempt attempt) {
    if (!attempt.over) {
      attempt.connected = true;
      attempt.connectedAt = time.now();
      if (random.nextInt(10) == 0) {
        time.postAfter(shard, delay(10), () -> lose(branch, attempt));
      }
    }
    simulation.core(shard).onConnected(branch, attempt.serial);
  }

  private void lose(Branch<Trace> branch, Trace.Attempt attempt) {
    if (!attempt.sent) {
      ended(branch, attempt, noConnection());
    }
  }

  private void endAfter(
      long nanos, Branch<Trace> branch, Trace.Attempt attempt, AttemptResult result) {
    if (nanos > 0) {
      time.postAfter(shard, nanos, () -> ended(branch, attempt, result));
    } else {
      ended(branch, attempt, result);
    }
  }

  private void ended(Branch<Trace> branch, Trace.Attempt attempt, AttemptResult result) {
    if (!attempt.over) {
      attempt.end(time.now(), result);
    }
    simulation.core(shard).onEnded(branch, attempt.serial, result);
    if (random.nextInt(20) == 0) { // a second end, of what is over: it must not matter
      simulation.core(shard).onEnded(branch, attempt.serial, AttemptResult.delivered(200, null));
    }
  }

  @Override
  public boolean isHeld(Branch<Trace> branch) {
    Trace.Attempt attempt = branch.message().cargo().current(branch.index());
    return attempt != null && attempt.held;
  }

  @Override
  public void abandon(Branch<Trace> branch) {
    Trace trace = branch.message().cargo();
    Trace.@Nullable Attempt attempt = trace.current(branch.index());
    if (attempt == null) {
      throw new AssertionError("abandons what is over: " + trace);
    }
    long now = time.now();
    long took = attempt.connectedAt - attempt.began + now - attempt.sentAt;
    if (attempt.held) {
      attempt.maybeTimedOut = took >= branch.step.timeoutNanos();
      attempt.end(now, null);
      simulation.coverage.saw("taken back");
    } else if (attempt.sent) {
      Rules.check(took >= branch.step.timeoutNanos(), "what was sent gets its time", trace);
      Rules.check(
          took <= branch.step.timeoutNanos() + 2 * TimerWheel.TICK_NANOS, "and no more", trace);
      attempt.end(now, AttemptResult.unknown(0, "no full answer in time"));
    } else {
      attempt.maybeTimedOut =
          !attempt.connected && now - attempt.began >= branch.step.timeoutNanos();
      attempt.end(now, null);
      simulation.coverage.saw("abandoned before the send");
    }
  }

  @Override
  public void answer(Message<Trace> message, Outcome outcome) {
    Trace trace = message.cargo();
    simulation.coverage.saw(outcome.kind().text());
    Reason reason = outcome.reason();
    if (reason != null) {
      simulation.coverage.saw(reason.code());
    }
    if (outcome.kind() == OutcomeKind.ACCEPTED) {
      Rules.check(trace.accepted == null && trace.prepared == null, "accepted first", trace);
      trace.accepted = outcome;
      return;
    }
    Rules.check(trace.accepted == null, "answered once", trace);
    rules.answers(trace, outcome, time.now());
    trace.answer = outcome;
    switch (random.nextInt(40)) { // the sender's connection closes within the call, or all stops
      case 0 -> simulation.core(shard).withdraw(message);
      case 1 -> {
        trace.gaveUp = true;
        simulation.core(shard).giveUp(message, Reason.DRAINING);
      }
      default -> {
        // as a rule it does not
      }
    }
  }

  @Override
  public void settled(Message<Trace> message, Outcome outcome) {
    Trace trace = message.cargo();
    rules.settles(trace, outcome);
    Rules.check(!message.isScheduled(), "no timer outlives its message", trace);
    for (Branch<Trace> branch : message.branches) {
      Rules.check(!branch.isScheduled(), "no timer outlives its message", trace);
    }
    trace.settled = outcome;
    simulation.settled(message);
  }
}
