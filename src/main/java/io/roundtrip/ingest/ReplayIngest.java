package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.Caller;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.History;
import io.roundtrip.protocol.Replay;
import io.roundtrip.protocol.Submission;
import io.roundtrip.route.Route;
import io.vertx.core.Completable;
import java.util.List;

/**
 * Messages that a person sends again: as any other of their route, but past its idempotency, which would take them for
 * repeats. Loop-confined.
 */
final class ReplayIngest implements Bus.Server<Replay, Outcome> {
  private static final long NET_NANOS = 1_000_000_000;
  private static final long SOON_MILLIS = 1_000;

  private final List<Route> routes;
  private final int shard;
  private final Caller caller;
  private final Addresses addresses;
  private boolean draining;

  ReplayIngest(List<Route> routes, int shard, Caller caller, Addresses addresses) {
    this.routes = routes;
    this.shard = shard;
    this.caller = caller;
    this.addresses = addresses;
  }

  void drain() {
    draining = true;
  }

  void close() {
    caller.close();
  }

  @Override
  public void onRequest(Replay replay, Completable<Outcome> sender) {
    Route route = routes.get(replay.route());
    if (draining) {
      sender.succeed(refused(replay, route, Reason.DRAINING, "the engine is draining"));
      return;
    }
    if (!route.credits().tryTake(replay.body().length())) {
      String full = "the queue of route '" + route.id() + "' holds all it may";
      sender.succeed(refused(replay, route, Reason.QUEUE_FULL, full));
      return;
    }
    Submission submission =
        new Submission(
            replay.route(),
            replay.messageId(),
            replay.key(),
            replay.body(),
            replay.contentType(),
            replay.headers(),
            replay.idempotencyKey(),
            replay.traceparent(),
            System.nanoTime(),
            replay.deadlineNanos(),
            System.currentTimeMillis(),
            new History(List.of(), replay.replayOf(), null, false),
            null);
    caller.request(
        route.isStored() ? addresses.relay(shard) : addresses.submit(shard),
        submission,
        Math.max(replay.deadlineNanos(), System.nanoTime()) + NET_NANOS,
        sender);
  }

  private static Outcome refused(Replay replay, Route route, Reason reason, String detail) {
    return Outcome.refused(replay.messageId(), route.id(), reason, detail, SOON_MILLIS);
  }
}
