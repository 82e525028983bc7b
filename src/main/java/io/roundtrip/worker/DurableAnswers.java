package io.roundtrip.worker;

import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.queue.TimerWheel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Answers that wait until a state is in the store. Loop-confined. One that waits too long is unknown: the message was delivered,
 * but nobody knows whether its state would outlive a crash.
 */
final class DurableAnswers {
  private static final String UNKNOWN =
      "the message was delivered, but it is not known whether its state is in the store";

  private final TimerWheel wheel;
  private final Set<Waiting> waiting = new LinkedHashSet<>();

  DurableAnswers(TimerWheel wheel) {
    this.wheel = wheel;
  }

  /**
   * Holds the answer back until the deadline at most.
   *
   * @param sender is told it, or that it is unknown
   * @return to be told whether the state is in the store
   */
  Consumer<Boolean> hold(Outcome outcome, long deadlineNanos, Consumer<Outcome> sender) {
    Waiting one = new Waiting(outcome, sender);
    waiting.add(one);
    wheel.schedule(one, deadlineNanos);
    return one::end;
  }

  /** Answers all that wait, now. */
  void giveUp() {
    List.copyOf(waiting).forEach(one -> one.end(false));
  }

  private final class Waiting extends TimerWheel.Timer {
    private final Outcome outcome;
    private final Consumer<Outcome> sender;

    Waiting(Outcome outcome, Consumer<Outcome> sender) {
      this.outcome = outcome;
      this.sender = sender;
    }

    @Override
    protected void onTime(long nowNanos) {
      end(false);
    }

    void end(boolean written) {
      if (waiting.remove(this)) {
        wheel.cancel(this);
        sender.accept(written ? outcome : unknown(outcome));
      }
    }
  }

  private static Outcome unknown(Outcome outcome) {
    return new Outcome(
        outcome.messageId(),
        outcome.route(),
        OutcomeKind.UNKNOWN,
        null,
        UNKNOWN,
        0,
        outcome.destinations(),
        outcome.timings(),
        null);
  }
}
