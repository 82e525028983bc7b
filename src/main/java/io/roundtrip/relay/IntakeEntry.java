package io.roundtrip.relay;

import io.roundtrip.batch.BatchEntry;
import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.Submission;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.store.OutboxMessage;
import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/** A message on its way into the store, and its sender. Loop-confined. */
final class IntakeEntry extends TimerWheel.Timer {
  final Submission submission;
  OutboxMessage message;
  final RouteRelay route;
  private final Completable<Outcome> sender;
  private final Intake intake;
  @Nullable BatchEntry<IntakeEntry> inBatch;

  /** Whether it has room to be delivered at once. */
  boolean reserved;

  /** Whether it is in the store with this relay's claim. */
  boolean claimed;

  private boolean answered;

  IntakeEntry(
      Intake intake,
      Submission submission,
      OutboxMessage message,
      RouteRelay route,
      Completable<Outcome> sender) {
    this.intake = intake;
    this.submission = submission;
    this.message = message;
    this.route = route;
    this.sender = sender;
  }

  /** Answers the sender; false if it was answered before. */
  boolean answer(Outcome outcome) {
    if (answered) {
      return false;
    }
    answered = true;
    sender.succeed(outcome);
    return true;
  }

  boolean isAnswered() {
    return answered;
  }

  @Override
  protected void onTime(long nowNanos) {
    intake.onDeadline(this);
  }
}
