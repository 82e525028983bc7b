package io.roundtrip.delivery;

import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.outcome.Outcomes;
import io.roundtrip.queue.TimerWheel;
import org.jspecify.annotations.Nullable;

/**
 * One destination of one message. Loop-confined.
 *
 * <pre>
 * IDLE → WAITING (for a slot) → READY (has a slot) → CONNECTING → CONNECTED → SENT → SETTLED
 *                                  ↑______ BACKOFF _____|____________________|
 * </pre>
 *
 * @param <C> what the shell attaches to a message
 */
public final class Branch<C> extends TimerWheel.Timer {
  enum State {
    /** Not considered yet. */
    IDLE,
    /** Left the queue without a slot of its own, and waits for one. */
    WAITING,
    /** Has a slot. */
    READY,
    /** An attempt waits for its connection. */
    CONNECTING,
    /** An attempt has its connection, and nothing was written. */
    CONNECTED,
    /** The message is on the wire. */
    SENT,
    /** Pauses before the next attempt. */
    BACKOFF,
    /** Nothing more will happen. */
    SETTLED;

    boolean holdsConnection() {
      return this == CONNECTING || this == CONNECTED;
    }
  }

  final Message<C> message;
  final int index;
  final Plan.Step step;
  State state = State.IDLE;
  boolean probe;

  private int serial;
  private int attempts;
  private @Nullable Verdict verdict;
  private @Nullable Reason reason;
  private int status;
  private @Nullable DestinationAnswer answer;
  private long startedNanos;
  private long attemptedNanos;
  private long leftNanos;
  private long endedNanos;
  private @Nullable Object attempt;
  private boolean written;

  Branch(Message<C> message, int index, Plan.Step step) {
    this.message = message;
    this.index = index;
    this.step = step;
  }

  /** The message. */
  public Message<C> message() {
    return message;
  }

  /** The destination's place in the route. */
  public int index() {
    return index;
  }

  /** Tells the attempt under way from every other of this branch: events say which one they belong to. */
  public int serial() {
    return serial;
  }

  /** Attempts made so far, the one under way included. */
  int attempts() {
    return attempts;
  }

  /** What the shell attached to the attempt under way. */
  public @Nullable Object attached() {
    return attempt;
  }

  /** Attaches something to the attempt under way. */
  public void attach(@Nullable Object call) {
    this.attempt = call;
  }

  void beginAttempt(long now) {
    serial++;
    if (attempts++ == 0) {
      startedNanos = now;
    }
    attemptedNanos = now;
    state = State.CONNECTING;
  }

  void connected(long now) {
    leftNanos = Math.max(0, step.timeoutNanos() - (now - attemptedNanos));
    state = State.CONNECTED;
  }

  /** What connecting left of the attempt's time; the wait for other destinations' connections takes nothing of it. */
  long leftNanos() {
    return leftNanos;
  }

  /** The attempt under way never was one: its connection was given back because the message goes no further, or not yet. */
  void forgetAttempt() {
    attempts--;
    attempt = null;
    state = State.READY;
  }

  void record(AttemptResult result, long now) {
    written |= result.verdict() != Verdict.NOT_ATTEMPTED;
    verdict = Outcomes.ofDestination(verdict, result.verdict());
    reason = verdict == Verdict.NOT_ATTEMPTED ? result.reason() : null;
    if (result.status() != 0) {
      status = result.status();
    }
    if (result.answer() != null) {
      answer = result.answer();
    }
    endedNanos = now;
    attempt = null;
  }

  /** Whether an attempt that is over wrote something, whatever the last one did. */
  boolean hasWritten() {
    return written;
  }

  /** An earlier delivery of the message was the last for this destination. */
  void settledBefore(DestinationOutcome earlier) {
    verdict = earlier.verdict();
    reason = earlier.reason();
    status = earlier.status();
    attempts = earlier.attempts();
    endedNanos = earlier.durationNanos();
    state = State.SETTLED;
  }

  void settleWithout(Reason why) {
    if (verdict == null) {
      verdict = Verdict.NOT_ATTEMPTED;
      reason = why;
    }
    state = State.SETTLED;
  }

  boolean isSettled() {
    return state == State.SETTLED;
  }

  @Nullable Verdict verdict() {
    return verdict;
  }

  @Nullable Reason reason() {
    return reason;
  }

  @Nullable DestinationAnswer answer() {
    return answer;
  }

  /** What is known of this destination; what is on the wire counts as unknown once the sender must be answered. */
  DestinationOutcome outcome(boolean openIsUnknown, long now) {
    Verdict known = isSettled() ? verdict : null;
    if (known == null && state == State.SENT && openIsUnknown) {
      known = Verdict.UNKNOWN;
    }
    long ended = state == State.SENT ? now : endedNanos;
    long duration = attempts == 0 ? 0 : Math.max(0, ended - startedNanos);
    return new DestinationOutcome(
        step.id(),
        known,
        known == Verdict.NOT_ATTEMPTED ? reason : null,
        status,
        attempts,
        duration);
  }

  @Override
  protected void onTime(long nowNanos) {
    message.core.onBranchTime(this, nowNanos);
  }
}
