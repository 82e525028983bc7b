package io.roundtrip.worker;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.delivery.Branch;
import io.roundtrip.delivery.DeliveryCore;
import io.roundtrip.delivery.Effects;
import io.roundtrip.delivery.Message;
import io.roundtrip.destination.Destination;
import io.roundtrip.format.Prepared;
import io.roundtrip.metrics.QueueFigures;
import io.roundtrip.metrics.RouteMeter;
import io.roundtrip.metrics.RouteSnapshot;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.protocol.JournalWriter;
import io.roundtrip.protocol.MakeRoom;
import io.roundtrip.protocol.MessageView;
import io.roundtrip.protocol.Submission;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.route.DropLog;
import io.roundtrip.route.Route;
import io.roundtrip.store.EngineLease;
import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One route on one shard: carries out what its delivery core commands. Loop-confined. */
final class RouteWorker implements Effects<Transit> {
  private static final Logger LOG = LoggerFactory.getLogger(RouteWorker.class);

  private final Route route;
  private final List<Destination> destinations;
  private final Attempts attempts;
  private final RecentMessages recent;
  private final @Nullable Records journaled;
  private final @Nullable EngineLease lease;
  private final @Nullable States states;
  private final RouteMeter meter;
  private final DropLog drops;
  private final DeliveryCore<Transit> core;
  private final Map<String, Message<Transit>> active = new LinkedHashMap<>();

  RouteWorker(
      Route route,
      List<Destination> destinations,
      int shard,
      RecentMessages recent,
      @Nullable JournalWriter journal,
      @Nullable EngineLease lease,
      @Nullable States states,
      TimerWheel wheel,
      Executor loop) {
    this.route = route;
    this.destinations = destinations;
    this.recent = recent;
    this.journaled = journal == null ? null : new Records(route, journal);
    this.lease = lease;
    this.states = states;
    this.attempts = new Attempts(route, destinations, shard, lease);
    this.drops = new DropLog(route.id(), "oldest");
    this.meter = new RouteMeter(destinations.size(), System.nanoTime());
    this.core =
        new DeliveryCore<>(
            route.plan(),
            route.queued(),
            route.aside(),
            route.gates(),
            wheel,
            this,
            loop,
            System::nanoTime);
  }

  // What the bus brings ------------------------------------------------------------------------

  void submit(Submission submission, Completable<Outcome> sender) {
    Transit transit = new Transit(submission, sender);
    transit.engine = lease == null ? 0 : lease.id();
    boolean answerOnArrival = false;
    if (route.conf().reply() == RouteConf.Reply.QUEUED) {
      // Only what will be delivered is accepted: a fault of the sender's, or a filter that
      // excludes, is told at once.
      Prepared known = submission.prepared();
      Prepared prepared = known == null ? transform(transit) : known;
      transit.prepared = prepared;
      answerOnArrival = prepared.isSent();
      if (known == null && !answerOnArrival) {
        route.credits().giveBack(submission.body().length());
      }
    }
    long deadline =
        answerOnArrival
            ? submission.arrivedNanos() + route.conf().maxAge().toNanos()
            : submission.deadlineNanos();
    Message<Transit> message =
        new Message<>(
            core,
            submission.messageId(),
            submission.key(),
            submission.body().length(),
            submission.arrivedNanos(),
            deadline,
            answerOnArrival,
            transit,
            submission.history().settled());
    active.put(submission.messageId(), message);
    Prepared prepared = transit.prepared;
    if (prepared != null && !prepared.isSent()) {
      core.end(message, prepared);
    } else {
      core.offer(message);
    }
  }

  /** Drops what has waited longest for a new message, as {@link DeliveryCore#dropFor} says. */
  long makeRoom(MakeRoom wanted) {
    long before = core.stats().dropped();
    long room = core.dropFor(wanted.held(), wanted.size());
    drops.dropped(core.stats().dropped() - before, System.nanoTime());
    return room;
  }

  boolean withdraw(String messageId) {
    Message<Transit> message = active.get(messageId);
    // Of a stored message it does not matter that its sender has left.
    if (message != null && !message.cargo().submission.history().stored()) {
      core.withdraw(message);
    }
    return message != null;
  }

  @Nullable MessageView find(String messageId) {
    Message<Transit> message = active.get(messageId);
    if (message == null) {
      return null;
    }
    return new MessageView(
        true,
        messageId,
        route.id(),
        message.isQueued() ? "queued" : "delivering",
        null,
        "",
        message.destinationsNow(),
        message.cargo().submission.epochMillis());
  }

  void drain() {
    core.drain();
  }

  boolean isIdle() {
    return active.isEmpty();
  }

  /** Answers what is left: what was not sent never will be, what is on the wire is unknown. */
  void giveUp() {
    for (Message<Transit> message : List.copyOf(active.values())) {
      core.giveUp(message, Reason.DRAINING);
    }
  }

  RouteSnapshot snapshot(long nowNanos) {
    var stats = core.stats();
    return meter
        .snapshot(nowNanos)
        .with(
            new QueueFigures(
                core.queued(),
                stats.highWater(),
                stats.enqueued(),
                stats.refused(),
                stats.dropped(),
                stats.withdrawn(),
                stats.departed(),
                stats.waitNanos(),
                core.oldestAgeNanos(nowNanos),
                active.size() - core.queued(),
                stats.waits(nowNanos)));
  }

  /** Adds what the route's destinations with batches have counted. */
  void addTo(BatchViews views) {
    views.add(route, destinations);
  }

  // What the core commands ---------------------------------------------------------------------

  @Override
  public Prepared prepare(Message<Transit> message) {
    Transit transit = message.cargo();
    if (attempts.isLost(transit)) {
      return new Prepared.Refused(Reason.STORE_UNAVAILABLE, Attempts.LEASE_ENDED);
    }
    Prepared prepared = transit.prepared == null ? transform(transit) : transit.prepared;
    if (prepared instanceof Prepared.Mapped mapped) {
      transit.body = Buffer.buffer(mapped.body());
      transit.contentType = mapped.contentType();
    }
    return prepared;
  }

  private Prepared transform(Transit transit) {
    return route.prepare(transit.submission.input(route.transform().parses()));
  }

  @Override
  public void enter(Message<Transit> message) {
    if (states == null) {
      throw new IllegalStateException("route '" + route.id() + "' has no state");
    }
    states.enter(message, refusal -> core.onEntered(message, refusal));
  }

  @Override
  public void record(Message<Transit> message) {
    Records keeping = journaled;
    if (keeping == null) {
      throw new IllegalStateException("route '" + route.id() + "' is recorded without a journal");
    }
    keeping.begin(message.cargo(), refusal -> core.onRecorded(message, refusal));
  }

  @Override
  public void connect(Branch<Transit> branch) {
    attempts.connect(core, branch);
  }

  @Override
  public void send(Branch<Transit> branch, long remainingNanos) {
    attempts.send(core, branch, remainingNanos);
  }

  @Override
  public void abandon(Branch<Transit> branch) {
    attempts.abandon(branch);
  }

  @Override
  public boolean isHeld(Branch<Transit> branch) {
    return attempts.isHeld(branch);
  }

  @Override
  public void answer(Message<Transit> message, Outcome outcome) {
    Transit transit = message.cargo();
    if (states != null) {
      states.answered(message, outcome, followed -> tell(transit, followed));
    } else if (!transit.submission.history().stored()) {
      tell(transit, outcome);
    }
  }

  private void tell(Transit transit, Outcome outcome) {
    meter.answered(outcome, System.nanoTime());
    transit.sender.succeed(outcome);
  }

  @Override
  public void settled(Message<Transit> message, Outcome outcome) {
    active.remove(message.id());
    meter.settled(outcome);
    if (states != null) {
      states.settled(message, outcome);
    }
    if (message.cargo().submission.history().stored()) {
      // Who has it in the store wants to know the end of this delivery, and decides what follows.
      message.cargo().sender.succeed(outcome);
    } else {
      keep(message.cargo(), outcome);
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "message settled messageId={} route={} outcome={}",
          message.id(),
          route.id(),
          outcome.kind().text());
    }
    onIdle.run();
  }

  private void keep(Transit transit, Outcome outcome) {
    recent.add(route.index(), outcome, transit.submission.epochMillis());
    if (journaled != null) {
      journaled.end(transit, outcome);
    }
  }

  private Runnable onIdle = () -> {};

  /** Is told each time a message has settled. */
  void onSettled(Runnable listener) {
    onIdle = listener;
  }

  List<Destination> destinations() {
    return new ArrayList<>(destinations);
  }
}
