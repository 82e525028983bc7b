package io.roundtrip.idempotency;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.bus.Caller;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.History;
import io.roundtrip.protocol.Submission;
import io.roundtrip.protocol.Withdrawal;
import io.roundtrip.route.Route;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages that have their key to the shard that runs them. Loop-confined. */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** How much longer than the deadline the bus waits: if that fires, it is a fault of ours. */
  private static final long NET_NANOS = 1_000_000_000;

  private static final long SOON_MILLIS = 1_000;

  private final Bus bus;
  private final Caller caller;
  private final Addresses addresses;

  Delivery(Bus bus, Caller caller, Addresses addresses) {
    this.bus = bus;
    this.caller = caller;
    this.addresses = addresses;
  }

  /**
   * Submits the message, and says what it came to, once. Its credit is given back.
   *
   * @param downstreamKey that of the first message with the key
   */
  void submit(
      Route route,
      Submission message,
      String downstreamKey,
      History history,
      Consumer<Outcome> then) {
    caller.request(
        addresses.accept(route.isStored(), MessageIds.shardOf(message.messageId())),
        message.after(downstreamKey, history),
        Math.max(message.deadlineNanos(), System.nanoTime()) + NET_NANOS,
        (outcome, failure) ->
            then.accept(failure == null ? outcome : withoutReply(route, message, failure)));
  }

  private static Outcome withoutReply(Route route, Submission message, Throwable failure) {
    if (failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER) {
      route.credits().giveBack(message.body().length());
      return Outcome.refused(
          message.messageId(), route.id(), Reason.DRAINING, "the engine is stopping", SOON_MILLIS);
    }
    LOG.error(
        "a worker did not answer messageId={} route={}", message.messageId(), route.id(), failure);
    return unknown(route, message.messageId(), "the engine lost track of the message");
  }

  /** Nobody knows, and no destination is named. */
  static Outcome unknown(Route route, String messageId, String detail) {
    return Outcome.unknown(messageId, route.id(), detail);
  }

  /** Nobody waits for the message any more. */
  void withdraw(String messageId) {
    bus.send(addresses.withdraw(MessageIds.shardOf(messageId)), new Withdrawal(messageId));
  }
}
