package io.roundtrip.destination;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.model.RouteMessage;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.outcome.HttpStatus;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A consumer on the event bus: a reply confirms, a failure rejects, no consumer means not attempted. Loop-confined.
 *
 * <p>The consumer may be another route. Its reply is an {@link Outcome}, which says what became of the message and confirms
 * only if it is positive.
 */
final class BusDestination implements Destination {
  private final Bus bus;
  private final Address<RouteMessage, Object> address;
  private final long timeoutMillis;

  BusDestination(Bus bus, DestinationConf conf, DestinationConf.EventBus eventBus) {
    this.bus = bus;
    this.address = new Address<>(eventBus.address());
    // The core's own timer ends the attempt; this one is a net under it.
    this.timeoutMillis = conf.timeout().toMillis() + 1_000;
  }

  @Override
  public Call call(Listener listener) {
    return new BusCall(listener);
  }

  @Override
  public Future<?> close() {
    return Future.succeededFuture();
  }

  private final class BusCall implements Call, Completable<Object> {
    private final Listener listener;
    private boolean over;

    BusCall(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void connect() {
      listener.onConnected();
    }

    @Override
    public void send(Outgoing message) {
      Map<String, String> headers = new HashMap<>();
      headers.put("Idempotency-Key", message.idempotencyKey());
      if (!message.contentType().isEmpty()) {
        headers.put("Content-Type", message.contentType());
      }
      if (message.traceparent() != null) {
        headers.put("traceparent", message.traceparent());
      }
      bus.request(
          address,
          new RouteMessage(
              headers,
              message.body().getBytes(),
              Duration.ofMillis(Math.max(1, message.remainingMillis()))),
          timeoutMillis,
          this);
    }

    @Override
    public void complete(Object reply, Throwable failure) {
      if (over) {
        return;
      }
      over = true;
      listener.onEnded(
          failure instanceof BusException no ? resultOf(no, address.name()) : resultOf(reply));
    }

    @Override
    public void abandon() {
      over = true;
    }
  }

  private static AttemptResult resultOf(Object reply) {
    return reply instanceof Outcome outcome ? resultOf(outcome) : AttemptResult.delivered(0, null);
  }

  private static AttemptResult resultOf(Outcome outcome) {
    return switch (outcome.kind()) {
      case DELIVERED, FILTERED, ACCEPTED -> AttemptResult.delivered(0, null);
      case REJECTED -> AttemptResult.rejected(statusOf(outcome));
      case NOT_ATTEMPTED -> {
        Reason reason = outcome.reason();
        yield AttemptResult.notAttempted(
            reason == null ? Reason.BUG : reason, "not attempted by route " + outcome.route());
      }
      // Some have it: a plain no would say that none has.
      case PARTIAL, UNKNOWN ->
          AttemptResult.unknown(0, outcome.kind().text() + " by route " + outcome.route());
    };
  }

  /** The status of the destination that said no, so that a 4xx there is none here either. */
  private static int statusOf(Outcome outcome) {
    for (DestinationOutcome destination : outcome.destinations()) {
      if (destination.verdict() == Verdict.REJECTED) {
        return destination.status();
      }
    }
    return HttpStatus.of(outcome);
  }

  private static AttemptResult resultOf(BusException no, String address) {
    return switch (no.kind()) {
      case NO_CONSUMER ->
          AttemptResult.notAttempted(
              Reason.NO_CONNECTION, "nobody consumes the address " + address);
      case REFUSED -> AttemptResult.rejected(no.code());
      case TIMEOUT -> AttemptResult.unknown(0, "no reply in time");
    };
  }
}
