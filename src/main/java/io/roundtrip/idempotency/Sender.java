package io.roundtrip.idempotency;

import io.roundtrip.protocol.KeyedOutcome;
import io.roundtrip.protocol.Submission;
import io.roundtrip.queue.TimerWheel;
import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a message with an idempotency key and has no answer yet. Loop-confined.
 *
 * <p>It has its message until that is on its way, or found to be a repeat of one that is: only the hash is kept then.
 */
final class Sender extends TimerWheel.Timer {
  final String messageId;
  final int route;
  final Buffer bodyHash;
  final long deadlineNanos;
  final Completable<KeyedOutcome> answer;
  private final KeyBook book;
  HeldKey held;
  @Nullable Submission submission;

  /** Whether it waits for the message of another. */
  boolean attached;

  Sender(
      KeyBook book,
      HeldKey held,
      Submission submission,
      Buffer bodyHash,
      Completable<KeyedOutcome> answer) {
    this.book = book;
    this.held = held;
    this.messageId = submission.messageId();
    this.route = submission.route();
    this.deadlineNanos = submission.deadlineNanos();
    this.submission = submission;
    this.bodyHash = bodyHash;
    this.answer = answer;
  }

  /** Its message, which it still has. */
  Submission message() {
    Submission message = submission;
    if (message == null) {
      throw new IllegalStateException("the message has been handed on");
    }
    return message;
  }

  @Override
  protected void onTime(long nowNanos) {
    book.onDeadline(this);
  }
}
