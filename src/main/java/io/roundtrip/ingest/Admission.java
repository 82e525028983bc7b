package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.bus.Caller;
import io.roundtrip.conf.RouteConf.WhenFull;
import io.roundtrip.format.Prepared;
import io.roundtrip.ingest.Reading.Read;
import io.roundtrip.metrics.QueueFigures;
import io.roundtrip.metrics.RouteMeter;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.KeyedSubmission;
import io.roundtrip.protocol.Submission;
import io.roundtrip.protocol.Withdrawal;
import io.roundtrip.route.Route;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's door: takes the message's credit, has its keys read and the shard chosen that runs it, and asks that
 * shard's worker. Loop-confined. Every message gets exactly one {@link Outcome}; nothing fails.
 */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  /** How much longer than the deadline the bus waits: if that fires, it is a fault of ours. */
  private static final long NET_NANOS = 1_000_000_000;

  /** A message with an idempotency key has that wait, and its store's, in between. */
  private static final long KEYED_NET_NANOS = 2 * NET_NANOS;

  private static final long SOON_MILLIS = 1_000;

  private final Bus bus;
  private final Caller caller;
  private final Addresses addresses;
  private final Context context;
  private final MessageIds ids;
  private final int shard;
  private final int shards;
  private final List<RouteMeter> meters;
  private final Reading reading;
  private final RoomSearch rooms;
  private final Refusals refusals;
  private boolean draining;

  Admission(
      Bus bus,
      Addresses addresses,
      Context context,
      MessageIds ids,
      int shard,
      int shards,
      List<Route> routes,
      List<RouteMeter> meters) {
    this.bus = bus;
    this.caller = bus.caller(context);
    this.addresses = addresses;
    this.context = context;
    this.ids = ids;
    this.shard = shard;
    this.shards = shards;
    this.meters = new ArrayList<>(meters);
    this.reading = new Reading(ids, shard, shards);
    this.rooms = new RoomSearch(caller, addresses, shard, shards);
    this.refusals = new Refusals(routes);
  }

  /** The messages of the route that found no credit here. */
  QueueFigures figures(int route) {
    return refusals.figures(route);
  }

  /** An id for what no route will run. */
  String nextId() {
    return ids.next(System.currentTimeMillis(), shard);
  }

  /** Takes a credit for so many bytes before the body is read, where the route's senders wait for one. */
  void awaitCredit(Incoming incoming, long bytes, Consumer<Boolean> then) {
    if (incoming.route.credits().tryTake(bytes)) {
      incoming.credit = bytes;
      then.accept(true);
    } else {
      CreditWait wait = new CreditWait(context, incoming, bytes, then);
      incoming.inLine = wait;
      wait.begin();
    }
  }

  /** Refuses a message that never reached a worker. */
  Outcome refuse(Incoming incoming, Reason reason, String detail) {
    if (reason == Reason.QUEUE_FULL) {
      refusals.onRejected(incoming.route);
    }
    return refused(incoming, reason, detail);
  }

  private Outcome refused(Incoming incoming, Reason reason, String detail) {
    giveCreditBack(incoming);
    Outcome outcome =
        Outcome.refused(
            nextId(),
            incoming.route.id(),
            reason,
            detail,
            reason.httpStatus() == 503 ? SOON_MILLIS : 0);
    meters.get(incoming.route.index()).answered(outcome, System.nanoTime());
    return outcome;
  }

  Outcome refuseFull(Incoming incoming) {
    return refused(incoming, Reason.QUEUE_FULL, refusals.onFull(incoming.route));
  }

  /** Lets go of what it holds. */
  void close() {
    caller.close();
  }

  /** From now on every message is refused. */
  void drain() {
    draining = true;
  }

  /** Admits the message, body and all, and completes {@code sender} with its outcome. */
  void submit(Incoming incoming, Completable<Outcome> sender) {
    int size = incoming.body.length();
    if (draining) {
      sender.succeed(refuse(incoming, Reason.DRAINING, "the engine is draining"));
    } else if (incoming.credit >= 0) {
      incoming.route.credits().correct(incoming.credit, size);
      incoming.credit = size;
      handOver(incoming, sender);
    } else if (incoming.waits()) {
      awaitCredit(incoming, size, taken -> handOverIf(taken, incoming, sender));
    } else if (incoming.route.credits().tryTake(size)) {
      incoming.credit = size;
      handOver(incoming, sender);
    } else if (incoming.whenFull() == WhenFull.DROP_OLDEST) {
      replaceOldest(incoming, sender);
    } else {
      sender.succeed(refuseFull(incoming));
    }
  }

  private void handOverIf(boolean hasCredit, Incoming incoming, Completable<Outcome> sender) {
    if (hasCredit || incoming.senderLeft) {
      handOver(incoming, sender);
    } else {
      sender.succeed(refuseFull(incoming));
    }
  }

  private static long netNanos(Incoming incoming) {
    return Math.max(incoming.deadlineNanos, System.nanoTime()) + NET_NANOS;
  }

  /** Whether nothing has happened to the message while it waited for its credit; refuses it if so. */
  private boolean mayGoOn(Incoming incoming, Completable<Outcome> sender) {
    if (draining) {
      sender.succeed(refuse(incoming, Reason.DRAINING, "the engine is draining"));
    } else if (incoming.senderLeft) {
      sender.succeed(refuse(incoming, Reason.SENDER_LEFT, "the sender left"));
    } else {
      return true;
    }
    return false;
  }

  private void handOver(Incoming incoming, Completable<Outcome> sender) {
    if (!mayGoOn(incoming, sender)) {
      return;
    }
    switch (reading.read(incoming)) {
      case Read.Refused(Reason reason, String detail) ->
          sender.succeed(refuse(incoming, reason, detail));
      case Read.Addressed addressed -> send(incoming, addressed, sender);
    }
  }

  /** Looks for room for a message, once it is known that it will need it: what is dropped for it is not dropped in vain. */
  private void replaceOldest(Incoming incoming, Completable<Outcome> sender) {
    if (!rooms.mayBegin(incoming)) {
      sender.succeed(refuseFull(incoming));
      return;
    }
    switch (reading.read(incoming)) {
      case Read.Refused(Reason reason, String detail) ->
          sender.succeed(refuse(incoming, reason, detail));
      case Read.Addressed(int owner, Submission submission, String idempotencyKey) -> {
        Route route = incoming.route;
        Prepared prepared = route.prepare(submission.input(route.transform().parses()));
        Submission made = submission.with(prepared);
        if (prepared.isSent()) {
          Read.Addressed addressed = new Read.Addressed(owner, made, idempotencyKey);
          rooms.begin(
              incoming, netNanos(incoming), found -> sendIf(found, incoming, addressed, sender));
        } else {
          // It waits for nothing, so that it needs no credit; nor a key, for each repeat of it ends
          // so.
          send(incoming, new Read.Addressed(owner, made, null), sender);
        }
      }
    }
  }

  private void sendIf(
      boolean hasCredit, Incoming incoming, Read.Addressed to, Completable<Outcome> sender) {
    if (hasCredit && mayGoOn(incoming, sender)) {
      send(incoming, to, sender);
    } else if (!hasCredit) {
      sender.succeed(refuseFull(incoming));
    }
  }

  private void send(Incoming incoming, Read.Addressed to, Completable<Outcome> sender) {
    incoming.shard = to.shard();
    incoming.messageId = to.submission().messageId();
    String key = to.idempotencyKey();
    if (key == null) {
      submit(incoming, to.submission(), sender);
    } else {
      submitOnce(incoming, new KeyedSubmission(key, to.submission()), sender);
    }
  }

  private void submit(Incoming incoming, Submission submission, Completable<Outcome> sender) {
    caller.request(
        addresses.accept(incoming.route.isStored(), incoming.shard),
        submission,
        netNanos(incoming),
        (outcome, failure) -> {
          if (failure == null) {
            incoming.credit = -1; // the worker gave it back
            sender.succeed(outcome);
          } else {
            sender.succeed(withoutReply(incoming, submission.messageId(), failure));
          }
        });
  }

  private void submitOnce(Incoming incoming, KeyedSubmission keyed, Completable<Outcome> sender) {
    incoming.keyShard = incoming.route.keyShard(keyed.key(), shards);
    caller.request(
        addresses.once(incoming.keyShard),
        keyed,
        Math.max(incoming.deadlineNanos, System.nanoTime()) + KEYED_NET_NANOS,
        (answer, failure) -> {
          if (failure == null) {
            incoming.credit = -1; // given back by who had it last
            incoming.replayed = answer.replayed();
            sender.succeed(answer.outcome());
          } else {
            sender.succeed(withoutReply(incoming, keyed.submission().messageId(), failure));
          }
        });
  }

  private Outcome withoutReply(Incoming incoming, String id, Throwable failure) {
    if (failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER) {
      return refuse(incoming, Reason.DRAINING, "the engine is stopping");
    }
    // The worker may have the message, and with it the credit.
    LOG.error("a worker did not answer messageId={} route={}", id, incoming.route.id(), failure);
    Outcome outcome =
        Outcome.unknown(id, incoming.route.id(), "the engine lost track of the message");
    meters.get(incoming.route.index()).answered(outcome, System.nanoTime());
    return outcome;
  }

  /** The sender has left: what is not yet on the wire is withdrawn. */
  void senderLeft(Incoming incoming) {
    incoming.senderLeft = true;
    leaveLine(incoming);
    @Nullable String id = incoming.messageId;
    if (id != null && incoming.keyShard >= 0) {
      bus.send(addresses.leaveOnce(incoming.keyShard), new Withdrawal(id));
    } else if (id != null) {
      bus.send(addresses.withdraw(incoming.shard), new Withdrawal(id));
    }
  }

  private static void giveCreditBack(Incoming incoming) {
    if (incoming.credit >= 0) {
      incoming.route.credits().giveBack(incoming.credit);
      incoming.credit = -1;
    }
  }

  /** Forgets a message whose sender left before all of it had arrived. */
  void forget(Incoming incoming) {
    incoming.senderLeft = true;
    leaveLine(incoming);
    giveCreditBack(incoming);
  }

  private static void leaveLine(Incoming incoming) {
    CreditWait wait = incoming.inLine;
    if (wait != null) {
      wait.leave();
    }
  }
}
