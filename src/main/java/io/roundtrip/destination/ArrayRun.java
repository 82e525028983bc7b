package io.roundtrip.destination;

import io.roundtrip.model.Headers;
import io.roundtrip.outcome.AttemptResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One batch's way to a system that takes arrays, until each of its items has been told. Loop-confined.
 *
 * <p>It is one request, or several one after the other where the whole was rejected and is halved. A request lasts as long as
 * one of its items is waited for: each has a timer of its own in the core, and with the last that is given up the request is.
 * Of what was rejected with the whole and then not sent again, because time or connection was gone, the rejection stands.
 */
final class ArrayRun implements Destination.Listener {
  private final ArrayDestination destination;
  private final List<ArrayCall> items;
  private final Halves<ArrayCall> parts;
  private final long endNanos;
  private final Promise<Void> done = Promise.promise();

  /** The items of the request under way. */
  private List<ArrayCall> part = List.of();

  private Destination.@Nullable Call request;

  /** What the whole was told that is being halved. */
  private @Nullable AttemptResult no;

  /**
   * A batch that is not sent yet.
   *
   * @param endNanos after which it is not halved any more
   */
  ArrayRun(ArrayDestination destination, List<ArrayCall> items, long endNanos) {
    this.destination = destination;
    this.items = items;
    this.parts = new Halves<>(items);
    this.endNanos = endNanos;
  }

  /** Sends it; the future completes once every item has been told or given up. */
  Future<Void> begin() {
    for (ArrayCall item : items) {
      item.joins(this);
    }
    next();
    return done.future();
  }

  private void next() {
    AttemptResult before = no;
    if (before != null && System.nanoTime() - endNanos >= 0) {
      tell(items, before);
    }
    List<ArrayCall> left = parts.next(ArrayCall::isOpen);
    if (left == null) {
      done.tryComplete();
      return;
    }
    part = left;
    Destination.Call call = destination.way.call(this);
    request = call;
    call.connect();
  }

  @Override
  public void onConnected() {
    Destination.Call call = request;
    if (call == null) {
      throw new IllegalStateException("connected without a request");
    }
    // What was given up meanwhile leaves its batch. There is at least one that was not.
    part = part.stream().filter(ArrayCall::isOpen).toList();
    Outgoing array = array();
    for (ArrayCall item : part) {
      item.onWritten();
    }
    destination.meter.request();
    call.send(array);
  }

  private Outgoing array() {
    int length = 2;
    long deadline = part.getFirst().deadlineNanos();
    for (ArrayCall item : part) {
      length += item.item().length + 1;
      deadline = item.deadlineNanos() - deadline > 0 ? item.deadlineNanos() : deadline;
    }
    Buffer body = Buffer.buffer(length);
    for (ArrayCall item : part) {
      body.appendByte((byte) (body.length() == 0 ? '[' : ',')).appendBytes(item.item());
    }
    long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    return new Outgoing(
        body.appendByte((byte) ']'),
        "application/json",
        Headers.NONE,
        ArrayKey.of(part.stream().map(ArrayCall::key).toList()),
        null,
        Math.max(1, remaining),
        null);
  }

  @Override
  public void onEnded(AttemptResult result) {
    request = null;
    List<ArrayCall> sent = part;
    part = List.of();
    switch (result.verdict()) {
      case DELIVERED, REJECTED -> onAnswered(result, sent);
      case UNKNOWN -> {
        destination.reach.onLost();
        tell(sent, result);
        stop();
      }
      case NOT_ATTEMPTED -> {
        destination.reach.onLost();
        tell(sent, no == null ? result : no);
        stop();
      }
    }
    next();
  }

  private void onAnswered(AttemptResult result, List<ArrayCall> sent) {
    destination.reach.onSeen();
    switch (destination.answers.read(result.status(), result.answer(), sent.size())) {
      case ArrayAnswers.Reading.Each each -> {
        for (int i = 0; i < sent.size(); i++) {
          sent.get(i).end(each.results().get(i));
        }
      }
      case ArrayAnswers.Reading.Whole whole -> {
        if (whole.mayHalve() && parts.halve(sent)) {
          destination.meter.split();
          no = whole.result();
        } else {
          tell(sent, whole.result());
        }
      }
    }
  }

  /** Nothing more is sent: what is left was rejected before. */
  private void stop() {
    AttemptResult before = no;
    if (before != null) {
      tell(items, before);
    }
  }

  private static void tell(List<ArrayCall> items, AttemptResult result) {
    for (ArrayCall item : items) {
      item.end(result);
    }
  }

  /** One of its items was given up, which may have been the last that somebody waited for. */
  void onAbandoned() {
    Destination.Call call = request;
    if (call != null && part.stream().noneMatch(ArrayCall::isOpen)) {
      request = null;
      part = List.of();
      call.abandon();
      next();
    }
  }
}
