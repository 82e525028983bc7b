package io.roundtrip.delivery;

import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.queue.TimerWheel;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A message once it leaves the queue: slots, connections, sends and retries; {@link Decision} says what it comes to.
 * Loop-confined.
 *
 * <p>No byte goes out before so many counted destinations have a slot, a closed breaker and a connection that the policy
 * can be met. Destinations that are not counted get the message once the policy is met.
 *
 * @param <C> what the shell attaches to a message
 */
final class Fanout<C> {
  private final DeliveryCore<C> core;
  private final Plan plan;
  private final Slots<C> slots;
  private final TimerWheel wheel;
  private final Effects<C> effects;
  private final LongSupplier clock;
  private final Decision<C> decision;

  Fanout(
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
    this.decision = new Decision<>(core, plan, slots, wheel, effects, clock);
  }

  // Slots --------------------------------------------------------------------------------------

  /** Takes a slot at every counted destination, or as many as the policy needs; else takes none. */
  Slots.Entry tryEnter(Message<C> message, long now) {
    int entered = message.delivered();
    int open = 0;
    List<Branch<C>> branches = message.branches;
    for (int i = 0; i < branches.size(); i++) {
      Branch<C> branch = branches.get(i);
      if (!branch.step.counted() || branch.isSettled()) {
        continue;
      }
      switch (slots.tryEnter(branch, now)) {
        case ENTERED -> {
          branch.state = Branch.State.READY;
          entered++;
        }
        case FULL -> branch.state = Branch.State.WAITING;
        case OPEN -> {
          branch.state = Branch.State.IDLE;
          open++;
        }
      }
    }
    if (plan.policy().isMet(entered)) {
      return Slots.Entry.ENTERED;
    }
    boolean hopeless = !plan.policy().isMet(message.stillPossible() - open);
    for (int i = 0; i < branches.size(); i++) {
      Branch<C> branch = branches.get(i);
      if (branch.isSettled()) {
        continue;
      }
      if (branch.state == Branch.State.READY) {
        slots.leave(branch);
      } else if (branch.state == Branch.State.WAITING && !hopeless) {
        slots.standInLine(branch);
      } else if (branch.state == Branch.State.IDLE && branch.step.counted() && hopeless) {
        branch.settleWithout(Reason.BREAKER_OPEN);
        continue;
      }
      branch.state = Branch.State.IDLE;
    }
    if (!hopeless && open > 0) {
      core.tryAgainSoon(now);
    }
    return hopeless ? Slots.Entry.OPEN : Slots.Entry.FULL;
  }

  /** A slot of the destination is in hand: for a message that waits for it outside the queue first. */
  void onSlot(int index) {
    Branch<C> branch = slots.firstWaiting(index);
    if (branch == null) {
      return;
    }
    enterLate(branch, clock.getAsLong());
    Branch<C> next = slots.firstWaiting(index);
    if (next != null) {
      slots.standInLine(next);
    }
  }

  private void enterLate(Branch<C> branch, long now) {
    switch (slots.tryEnter(branch, now)) {
      case ENTERED -> {
        slots.stopWaiting(branch);
        proceed(branch, now);
      }
      case FULL -> slots.standInLine(branch);
      case OPEN -> {
        decision.close(branch, Reason.BREAKER_OPEN);
        evaluate(branch.message);
      }
    }
  }

  /** Waits for a slot, or goes without. */
  private void wait(Branch<C> branch) {
    branch.state = Branch.State.WAITING;
    if (!slots.tryWait(branch)) {
      branch.settleWithout(Reason.QUEUE_FULL);
    }
  }

  // Start --------------------------------------------------------------------------------------

  /** The message has its slots and is prepared. */
  void start(Message<C> message) {
    List<Branch<C>> branches = message.branches;
    for (int i = 0; i < branches.size(); i++) {
      Branch<C> branch = branches.get(i);
      if (branch.step.counted()) {
        if (branch.state == Branch.State.IDLE) {
          branch.settleWithout(Reason.BREAKER_OPEN);
        } else if (branch.state == Branch.State.WAITING) {
          wait(branch);
        }
      }
    }
    if (plan.policy().isMet(message.delivered())) {
      evaluate(message); // by what an earlier delivery brought
    } else {
      connectReady(message);
    }
  }

  /** The branch may make an attempt: by itself, or with the others that the policy needs for the first byte. */
  private void proceed(Branch<C> branch, long now) {
    branch.state = Branch.State.READY;
    if (branch.step.counted()) {
      connectReady(branch.message);
    } else {
      connect(branch, now);
    }
  }

  private void connectReady(Message<C> message) {
    boolean turnedAway = false;
    long now = clock.getAsLong();
    List<Branch<C>> branches = message.branches;
    for (int i = 0; i < branches.size(); i++) {
      Branch<C> branch = branches.get(i);
      // Asked again for each, because an attempt may end within the call that begins it.
      if (branch.state == Branch.State.READY
          && (message.state == Message.State.WRITTEN || plan.policy().isMet(message.live()))) {
        if (passes(branch, now)) {
          connect(branch, now);
        } else {
          turnedAway = true;
        }
      }
    }
    if (turnedAway) {
      evaluate(message);
      giveBackIfShort(message);
    }
  }

  private void connect(Branch<C> branch, long now) {
    branch.beginAttempt(now);
    wheel.schedule(branch, now + branch.step.timeoutNanos());
    effects.connect(branch);
  }

  void onConnected(Branch<C> branch, int serial) {
    if (branch.state != Branch.State.CONNECTING || branch.serial() != serial) {
      return;
    }
    wheel.cancel(branch);
    long now = clock.getAsLong();
    branch.connected(now);
    Message<C> message = branch.message;
    if (!branch.step.counted() || message.state == Message.State.WRITTEN) {
      if (passes(branch, now)) {
        send(branch);
      } else {
        evaluate(message);
      }
    } else if (plan.policy().isMet(message.delivered() + message.counted(Branch.State.CONNECTED))) {
      sendFirst(message, now);
    }
  }

  /** The first bytes: to every destination that has its connection, if the breakers still let enough of them pass. */
  private void sendFirst(Message<C> message, long now) {
    List<Branch<C>> branches = message.branches;
    int passing = message.delivered();
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).state == Branch.State.CONNECTED && passes(branches.get(i), now)) {
        passing++;
      }
    }
    if (!plan.policy().isMet(passing)) {
      evaluate(message);
      giveBackIfShort(message);
      return;
    }
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).state == Branch.State.CONNECTED) {
        send(branches.get(i));
      }
    }
  }

  /** Asks the breaker once more, for it may have opened since the attempt began. */
  private boolean passes(Branch<C> branch, long now) {
    if (slots.tryPass(branch, now)) {
      return true;
    }
    decision.close(branch, Reason.BREAKER_OPEN);
    return false;
  }

  private void send(Branch<C> branch) {
    long now = clock.getAsLong();
    Message<C> message = branch.message;
    if (message.isPast(now)) {
      core.giveUp(message, Reason.DEADLINE);
      return;
    }
    message.state = Message.State.WRITTEN;
    branch.state = Branch.State.SENT;
    wheel.schedule(branch, now + branch.leftNanos());
    effects.send(branch, message.deadlineNanos - now);
  }

  // End of an attempt --------------------------------------------------------------------------

  void onEnded(Branch<C> branch, int serial, AttemptResult result) {
    if (branch.serial() == serial
        && (branch.state.holdsConnection() || branch.state == Branch.State.SENT)) {
      end(branch, result, clock.getAsLong());
    }
  }

  void onTime(Branch<C> branch, long now) {
    switch (branch.state) {
      case CONNECTING -> {
        effects.abandon(branch);
        end(branch, AttemptResult.notAttempted(Reason.NO_CONNECTION, "no connection in time"), now);
      }
      case SENT -> {
        boolean held = effects.isHeld(branch);
        effects.abandon(branch);
        end(
            branch,
            held
                ? AttemptResult.notAttempted(Reason.NO_CONNECTION, "its batch was not sent in time")
                : AttemptResult.unknown(0, "no full answer in time"),
            now);
      }
      case BACKOFF -> retry(branch, now);
      case IDLE, WAITING, READY, CONNECTED, SETTLED -> {
        // no timer runs in these states
      }
    }
  }

  private void end(Branch<C> branch, AttemptResult result, long now) {
    wheel.cancel(branch);
    branch.record(result, now);
    slots.tell(branch, result, now);
    Message<C> message = branch.message;
    long pause = branch.step.backoffNanos(branch.attempts());
    if (mayRetry(branch, result, now + pause, now)) {
      branch.state = Branch.State.BACKOFF;
      wheel.schedule(branch, now + pause);
    } else {
      branch.state = Branch.State.SETTLED;
      slots.leave(branch);
      evaluate(message);
    }
    giveBackIfShort(message);
  }

  private boolean mayRetry(Branch<C> branch, AttemptResult result, long at, long now) {
    Message<C> message = branch.message;
    return branch.attempts() < branch.step.retry().attempts()
        && result.mayRepeat(branch.step.idempotent())
        && !message.givenUp
        && !(branch.step.counted() && message.decided)
        && plan.policy().isMet(message.stillPossible())
        && at - message.deadlineNanos < 0
        && !slots.isOpen(branch, now);
  }

  private void retry(Branch<C> branch, long now) {
    Message<C> message = branch.message;
    if (!slots.tryPass(branch, now)) {
      decision.close(branch, Reason.BREAKER_OPEN);
      evaluate(message);
      giveBackIfShort(message);
    } else {
      proceed(branch, now);
    }
  }

  /** While too few destinations have or seek a connection, idle ones are not held, for they may break. */
  private void giveBackIfShort(Message<C> message) {
    if (message.state != Message.State.STARTING || plan.policy().isMet(message.live())) {
      return;
    }
    for (Branch<C> branch : message.branches) {
      if (branch.state.holdsConnection()) {
        wheel.cancel(branch);
        effects.abandon(branch);
        branch.forgetAttempt();
      }
    }
  }

  // After an attempt -----------------------------------------------------------------------------

  private void evaluate(Message<C> message) {
    if (decision.isMetNow(message)) {
      startUncounted(message);
    }
    decision.finishIfSettled(message);
  }

  private void startUncounted(Message<C> message) {
    for (Branch<C> branch : message.branches) {
      if (!branch.step.counted() && branch.state == Branch.State.IDLE) {
        long now = clock.getAsLong();
        switch (slots.tryEnter(branch, now)) {
          case ENTERED -> {
            branch.state = Branch.State.READY;
            connect(branch, now);
          }
          case FULL -> wait(branch);
          case OPEN -> branch.settleWithout(Reason.BREAKER_OPEN);
        }
      }
    }
  }

  /** See {@link Decision#giveUp}. */
  void giveUp(Message<C> message, Reason why) {
    decision.giveUp(message, why);
  }

  /** See {@link Decision#isUnwritten}. */
  boolean isUnwritten(Message<C> message) {
    return decision.isUnwritten(message);
  }

  /** See {@link Decision#conclude}. */
  void conclude(Message<C> message, Outcome outcome) {
    decision.conclude(message, outcome);
  }
}
