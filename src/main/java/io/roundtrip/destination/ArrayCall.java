package io.roundtrip.destination;

import io.roundtrip.batch.Admission;
import io.roundtrip.batch.BatchEntry;
import io.roundtrip.format.JsonItem;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.vertx.core.Completable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a message as the item of an array: the system can be reached → the item waits for its batch → the
 * batch's request → its answer. Loop-confined.
 *
 * <p>Until that request is written, nothing of the message is: it can be taken back, and leaves its batch.
 */
final class ArrayCall implements Destination.Call, Reach.Asker, Completable<@Nullable Void> {
  private final ArrayDestination destination;
  private final Destination.Listener listener;
  private byte[] item = new byte[0];
  private String key = "";
  private long offeredNanos;
  private long deadlineNanos;
  private @Nullable BatchEntry<ArrayCall> entry;
  private @Nullable ArrayRun run;
  private boolean written;
  private boolean over;

  ArrayCall(ArrayDestination destination, Destination.Listener listener) {
    this.destination = destination;
    this.listener = listener;
  }

  @Override
  public void connect() {
    if (destination.isFull()) {
      end(AttemptResult.notAttempted(Reason.QUEUE_FULL, "too many bytes wait for their batch"));
    } else {
      destination.reach.ask(this);
    }
  }

  @Override
  public void onReach(@Nullable AttemptResult no) {
    if (over) {
      return;
    }
    if (no == null) {
      listener.onConnected();
    } else {
      end(no);
    }
  }

  @Override
  public void send(Outgoing message) {
    byte[] json = JsonItem.of(message.body().getBytes(), message.contentType());
    if (json == null) {
      end(AttemptResult.notAttempted(Reason.MALFORMED, "the message is not in its charset"));
      return;
    }
    item = json;
    key = message.idempotencyKey();
    offeredNanos = System.nanoTime();
    deadlineNanos = offeredNanos + TimeUnit.MILLISECONDS.toNanos(message.remainingMillis());
    BatchEntry<ArrayCall> offered = new BatchEntry<>(this, json.length, this);
    entry = offered;
    Admission admission = destination.items.offer(offered);
    switch (admission) {
      case TAKEN -> {} // told by its run, or by the collector if it never has one
      case FULL -> end(AttemptResult.notAttempted(Reason.QUEUE_FULL, "too many items wait"));
      case ENDED -> end(AttemptResult.notAttempted(Reason.DRAINING, "the engine stops"));
    }
  }

  // What its run asks and says -----------------------------------------------------------------

  /** Its JSON, in UTF-8; not to be changed. */
  byte[] item() {
    return item;
  }

  /** The message's idempotency key. */
  String key() {
    return key;
  }

  /** Since when it waits for its batch. */
  long offeredNanos() {
    return offeredNanos;
  }

  /** When its sender must have its answer. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Whether somebody still waits for its end. */
  boolean isOpen() {
    return !over;
  }

  void joins(ArrayRun batch) {
    run = batch;
  }

  void onWritten() {
    written = true;
  }

  /** The attempt is over, unless it was given up. */
  void end(AttemptResult result) {
    if (!over) {
      over = true;
      listener.onEnded(result);
    }
  }

  /** The collector's word, which comes after the run's: of consequence only where there was none. */
  @Override
  public void complete(@Nullable Void none, @Nullable Throwable failure) {
    boolean neverSent = failure instanceof PgFailure typed && typed.kind() == PgKind.UNAVAILABLE;
    end(
        neverSent
            ? AttemptResult.notAttempted(Reason.NO_CONNECTION, "its batch was not sent in time")
            : AttemptResult.unknown(0, "the batch ended without a word of it: " + failure));
  }

  @Override
  public boolean isHeld() {
    return entry != null && !written && !over;
  }

  /** An item that waits is taken back; one of a batch under way is told to nobody. */
  @Override
  public void abandon() {
    over = true;
    BatchEntry<ArrayCall> offered = entry;
    ArrayRun batch = run;
    if (batch != null) {
      batch.onAbandoned();
    } else if (offered != null) {
      destination.items.withdraw(offered);
    }
  }
}
