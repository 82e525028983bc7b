package io.roundtrip.worker;

import io.roundtrip.delivery.Branch;
import io.roundtrip.delivery.DeliveryCore;
import io.roundtrip.destination.Destination;
import io.roundtrip.destination.Outgoing;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.route.Route;
import io.roundtrip.store.EngineLease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one route's messages at its destinations, on one shard: begun, sent and given up as the delivery core
 * commands, which hears what came of them. Loop-confined.
 */
final class Attempts {
  static final String LEASE_ENDED = "the engine's lease has ended";

  private final Route route;
  private final List<Destination> destinations;
  private final List<DestinationHealth> health;
  private final @Nullable EngineLease lease;

  /**
   * None is under way.
   *
   * @param lease without which no stored message is sent; null without a store
   */
  Attempts(Route route, List<Destination> destinations, int shard, @Nullable EngineLease lease) {
    this.route = route;
    this.destinations = destinations;
    this.lease = lease;
    this.health =
        route.conf().to().stream()
            .map(to -> new DestinationHealth(route.id(), to.id(), shard))
            .toList();
  }

  /** Whether others may have a stored message by now: it is not sent from here any more. */
  boolean isLost(Transit transit) {
    return lease != null
        && transit.submission.history().stored()
        && !lease.isHeldAs(transit.engine);
  }

  void connect(DeliveryCore<Transit> core, Branch<Transit> branch) {
    if (isLost(branch.message().cargo())) {
      core.onEnded(branch, branch.serial(), notSent());
      return;
    }
    Attempt attempt = new Attempt(core, branch);
    branch.attach(attempt);
    attempt.call.connect();
  }

  void send(DeliveryCore<Transit> core, Branch<Transit> branch, long remainingNanos) {
    Transit transit = branch.message().cargo();
    Attempt attempt = attempt(branch);
    if (isLost(transit)) {
      attempt.call.abandon();
      core.onEnded(branch, branch.serial(), notSent());
      return;
    }
    attempt.sent = true;
    attempt.call.send(
        new Outgoing(
            transit.body,
            transit.contentType,
            transit.submission.headers(),
            transit.submission.idempotencyKey(),
            transit.submission.traceparent(),
            Math.max(1, remainingNanos / 1_000_000),
            transit.submission.history().claim()));
  }

  private static AttemptResult notSent() {
    return AttemptResult.notAttempted(Reason.STORE_UNAVAILABLE, LEASE_ENDED);
  }

  void abandon(Branch<Transit> branch) {
    Attempt attempt = attempt(branch);
    boolean held = attempt.call.isHeld();
    attempt.call.abandon();
    attempt.onAbandoned(held);
  }

  boolean isHeld(Branch<Transit> branch) {
    return attempt(branch).call.isHeld();
  }

  private static Attempt attempt(Branch<Transit> branch) {
    if (branch.attached() instanceof Attempt attempt) {
      return attempt;
    }
    throw new IllegalStateException("no attempt is under way at destination " + branch.index());
  }

  private final class Attempt implements Destination.Listener {
    private final DeliveryCore<Transit> core;
    private final Branch<Transit> branch;
    private final int serial;
    private final Destination.Call call;
    private final long begunNanos = System.nanoTime();
    private boolean connected;
    private boolean sent;

    Attempt(DeliveryCore<Transit> core, Branch<Transit> branch) {
      this.core = core;
      this.branch = branch;
      this.serial = branch.serial();
      this.call = destinations.get(branch.index()).call(this);
    }

    /** The core gives up what has taken too long, and only the log would not hear of it. */
    void onAbandoned(boolean held) {
      long timeoutNanos = route.conf().to().get(branch.index()).timeout().toNanos();
      if (sent && !held) {
        onSlow(AttemptResult.unknown(0, "no full answer in time"));
      } else if ((held || !connected) && System.nanoTime() - begunNanos >= timeoutNanos) {
        onSlow(AttemptResult.notAttempted(Reason.NO_CONNECTION, "no connection in time"));
      }
    }

    private void onSlow(AttemptResult result) {
      health.get(branch.index()).onEnded(result);
    }

    @Override
    public void onConnected() {
      connected = true;
      core.onConnected(branch, serial);
    }

    @Override
    public void onEnded(AttemptResult result) {
      health.get(branch.index()).onEnded(result);
      core.onEnded(branch, serial, result);
    }
  }
}
