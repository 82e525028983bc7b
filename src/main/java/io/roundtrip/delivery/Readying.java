package io.roundtrip.delivery;

import io.roundtrip.format.Prepared;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a message between the queue and its first send: it is filtered and mapped, the state of its key lets it
 * pass, and the store has it. Loop-confined; each step may end it, and whoever answers it meanwhile ends the steps.
 *
 * @param <C> what the shell attaches to a message
 */
final class Readying<C> {
  private final Plan plan;
  private final Effects<C> effects;
  private final Fanout<C> fanout;
  private final LongSupplier clock;

  Readying(Plan plan, Effects<C> effects, Fanout<C> fanout, LongSupplier clock) {
    this.plan = plan;
    this.effects = effects;
    this.fanout = fanout;
    this.clock = clock;
  }

  /** The message has left the queue and has its slots. */
  void begin(Message<C> message) {
    Prepared prepared = effects.prepare(message);
    long now = clock.getAsLong();
    message.preparedNanos = now;
    switch (prepared) {
      case Prepared.AsItCame asItCame -> enterOrRecord(message);
      case Prepared.Mapped mapped -> enterOrRecord(message);
      case Prepared.Excluded excluded ->
          conclude(message, Reason.NOT_NEEDED, Conclusion.unsent(message, plan, excluded, now));
      case Prepared.Refused refused ->
          conclude(message, refused.reason(), Conclusion.unsent(message, plan, refused, now));
    }
  }

  private void enterOrRecord(Message<C> message) {
    if (plan.stateful()) {
      message.state = Message.State.ENTERING;
      effects.enter(message);
    } else {
      recordOrStart(message);
    }
  }

  void onEntered(Message<C> message, Prepared.@Nullable Refused refusal) {
    if (message.state != Message.State.ENTERING) {
      return;
    }
    message.state = Message.State.STARTING;
    if (refusal == null) {
      recordOrStart(message);
    } else {
      refuse(message, refusal.reason(), refusal.detail());
    }
  }

  private void recordOrStart(Message<C> message) {
    if (plan.recorded()) {
      message.state = Message.State.RECORDING;
      effects.record(message);
    } else {
      fanout.start(message);
    }
  }

  void onRecorded(Message<C> message, @Nullable String refusal) {
    if (message.state != Message.State.RECORDING) {
      return;
    }
    message.state = Message.State.STARTING;
    if (refusal == null) {
      fanout.start(message);
    } else {
      refuse(message, Reason.STORE_UNAVAILABLE, refusal);
    }
  }

  private void refuse(Message<C> message, Reason reason, String detail) {
    long retryMillis = reason.httpStatus() == 503 ? DeliveryCore.SOON_MILLIS : 0;
    conclude(
        message,
        reason,
        Conclusion.refused(message, plan, reason, detail, retryMillis, clock.getAsLong()));
  }

  /** What an earlier delivery brought outweighs what this one comes to without any. */
  void conclude(Message<C> message, Reason reason, Outcome outcome) {
    if (message.hasHistory) {
      fanout.giveUp(message, reason);
    } else {
      fanout.conclude(message, outcome);
    }
  }
}
