package io.roundtrip.delivery;

import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.queue.TimerWheel;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * When a message is answered, and what is closed then. Loop-confined.
 *
 * <p>The policy decides: once it is met, or can no longer be met. Then nothing more is sent to a counted destination, and
 * an answer that says no waits for what is on the wire.
 *
 * @param <C> what the shell attaches to a message
 */
final class Decision<C> {
  private final DeliveryCore<C> core;
  private final Plan plan;
  private final Slots<C> slots;
  private final TimerWheel wheel;
  private final Effects<C> effects;
  private final LongSupplier clock;

  Decision(
      DeliveryCore<C> core,
      Plan plan,
      Slots<C> slots,
      TimerWheel wheel,
      Effects<C> effects,
      LongSupplier clock) {
    this.core = core;
    this.plan = plan;
    this.slots = slots;
    this.wheel = wheel;
    this.effects = effects;
    this.clock = clock;
  }

  /** Decides if that can be done; true if the policy is met by what ended just now. */
  boolean isMetNow(Message<C> message) {
    if (message.decided) {
      return false;
    }
    if (plan.policy().isMet(message.delivered())) {
      closeUnsent(message, Reason.NOT_NEEDED, true);
      decide(message, conclusion(message));
      return true;
    }
    if (!plan.policy().isMet(message.stillPossible())) {
      closeUnsent(message, Reason.NOT_NEEDED, false);
      if (message.counted(Branch.State.SENT) == 0) {
        decide(message, conclusion(message));
      }
    }
    return false;
  }

  /** Answers now, whatever is open. */
  void giveUp(Message<C> message, Reason why) {
    message.givenUp = true;
    closeUnsent(message, why, false);
    if (!message.decided) {
      decide(message, conclusion(message));
    }
    finishIfSettled(message);
  }

  /** Whether no byte of the message was written to any destination, although it was handed to some. */
  boolean isUnwritten(Message<C> message) {
    List<Branch<C>> branches = message.branches;
    for (int i = 0; i < branches.size(); i++) {
      Branch<C> branch = branches.get(i);
      if (branch.hasWritten() || (branch.state == Branch.State.SENT && !effects.isHeld(branch))) {
        return false;
      }
    }
    return true;
  }

  /** Answers with what needs no destination. */
  void conclude(Message<C> message, Outcome outcome) {
    closeUnsent(message, Reason.NOT_NEEDED, false);
    decide(message, outcome);
    finishIfSettled(message);
  }

  private void decide(Message<C> message, Outcome outcome) {
    message.decided = true;
    message.last = message.allSettled() ? outcome : null;
    core.onDecided(message);
    if (!message.answered) {
      message.answered = true;
      effects.answer(message, outcome);
    }
  }

  /** Tells the core once nothing of a decided message is open. */
  void finishIfSettled(Message<C> message) {
    if (message.decided && message.state != Message.State.SETTLED && message.allSettled()) {
      core.onSettled(message, message.last != null ? message.last : conclusion(message));
    }
  }

  private Outcome conclusion(Message<C> message) {
    long now = clock.getAsLong();
    Outcome outcome = Conclusion.of(message, plan, now, 0);
    Reason reason = outcome.reason();
    return outcome.kind() == OutcomeKind.NOT_ATTEMPTED
            && reason != null
            && reason.httpStatus() == 503
        ? Conclusion.of(message, plan, now, core.retryAfterMillis(reason, now))
        : outcome;
  }

  private void closeUnsent(Message<C> message, Reason why, boolean countedOnly) {
    List<Branch<C>> branches = message.branches;
    for (int i = 0; i < branches.size(); i++) {
      Branch<C> branch = branches.get(i);
      if (branch.state == Branch.State.SENT) {
        // Where the policy is met, it goes with its batch as what is on the wire goes on.
        if (!countedOnly && effects.isHeld(branch)) {
          close(branch, why);
        }
      } else if (branch.state != Branch.State.SETTLED && (branch.step.counted() || !countedOnly)) {
        close(branch, why);
      }
    }
  }

  /** Nothing more happens at this destination; what was taken for it is given back. */
  void close(Branch<C> branch, Reason why) {
    wheel.cancel(branch);
    switch (branch.state) {
      case CONNECTING -> {
        effects.abandon(branch);
        slots.leave(branch);
      }
      case CONNECTED, SENT -> { // SENT: of which nothing was written
        effects.abandon(branch);
        branch.forgetAttempt();
        slots.leave(branch);
      }
      case READY, BACKOFF -> slots.leave(branch);
      case WAITING -> slots.stopWaiting(branch);
      case IDLE, SETTLED -> {
        // holds nothing
      }
    }
    branch.settleWithout(why);
  }
}
