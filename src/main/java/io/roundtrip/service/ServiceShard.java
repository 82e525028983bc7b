package io.roundtrip.service;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.bus.Caller;
import io.roundtrip.event.EventPage;
import io.roundtrip.event.EventQuestion;
import io.roundtrip.event.EventRing;
import io.roundtrip.event.Publication;
import io.roundtrip.event.Subjects;
import io.roundtrip.metrics.EventFigures;
import io.roundtrip.metrics.MethodFigures;
import io.roundtrip.metrics.ServiceSnapshot;
import io.roundtrip.model.MessageIds;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.reactor.Ticker;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's share of an engine's services: it runs the methods whose home it is, sends the calls that begin on its loop, and
 * on shard 0 has the event hub. Loop-confined.
 */
public final class ServiceShard implements Deployable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceShard.class);

  /** How much longer than its deadline a request over the bus lives: the runner answers by itself. */
  private static final long NET_NANOS = 1_000_000_000L;

  private static final long SWEEP_MILLIS = 5_000;

  private final int shard;
  private final int shards;
  private final ServiceRuntime runtime;
  private final Bus bus;
  private final Context loop;
  private final Thread thread = Thread.currentThread();
  private final Caller caller;
  private final Address<Publication, Object> publications;
  private final Address<EventQuestion, Object> questions;
  private final Ticker ticker;
  private final long sweeper;
  private final EventStreams streams = new EventStreams();
  private final MessageIds ids =
      new MessageIds(new SplittableRandom(new SecureRandom().nextLong()));
  private final List<MethodRunner> runners = new ArrayList<>();
  private final List<Bus.Registration> registrations = new ArrayList<>();
  private final Map<String, VirtualThreads.Deployed> threads = new HashMap<>();
  private @Nullable HubPost hub;
  private boolean draining;
  private boolean cutOff;

  /** On the loop that it is to be deployed on, as {@link io.roundtrip.reactor.Reactor#deploy} does. */
  ServiceShard(int shard, int shards, ServiceRuntime runtime, Bus bus) {
    this.shard = shard;
    this.shards = shards;
    this.runtime = runtime;
    this.bus = bus;
    Context here = Vertx.currentContext();
    if (here == null) {
      throw new IllegalStateException("a shard of services is made on its loop");
    }
    this.loop = here;
    this.caller = bus.caller(here);
    this.publications = HubPost.publications(runtime.addresses().engine());
    this.questions = HubPost.questions(runtime.addresses().engine());
    this.ticker = new Ticker(here.owner(), new TimerWheel(System.nanoTime()));
    this.sweeper =
        here.owner().setPeriodic(SWEEP_MILLIS, timer -> streams.sweep(System.nanoTime()));
  }

  // Begun and ended ---------------------------------------------------------------------------

  @Override
  public Future<?> deploy(Context context) {
    return deployThreads().map(there -> serve());
  }

  /** One virtual-thread context for each service that has methods for it here. */
  private Future<Void> deployThreads() {
    Future<Void> chain = Future.succeededFuture();
    for (Target target : runtime.targets()) {
      MethodDefinition method = target.method();
      if (target.runsOn(shard) && !method.onLoop()) {
        chain =
            chain.compose(
                before ->
                    threads.containsKey(method.service())
                        ? Future.succeededFuture()
                        : VirtualThreads.deploy(loop.owner())
                            .map(
                                there -> {
                                  threads.put(method.service(), there);
                                  return null;
                                }));
      }
    }
    return chain;
  }

  private @Nullable Void serve() {
    String engine = runtime.addresses().engine();
    for (Registry.Offer offer : runtime.offers()) {
      Object instance = null;
      for (MethodDefinition method : offer.methods()) {
        Target target = runtime.target(method.service(), method.name());
        if (target == null || !target.runsOn(shard)) {
          continue;
        }
        if (instance == null) {
          instance = offer.instance().get();
        }
        VirtualThreads.Deployed own = method.onLoop() ? null : threads.get(method.service());
        MethodRunner runner =
            new MethodRunner(
                method, method.binder().apply(instance), this, own == null ? null : own.context());
        runners.add(runner);
        registrations.add(bus.serve(target.from(shard), runner));
      }
    }
    registrations.add(
        bus.serve(
            runtime.addresses().serviceSnapshot(shard), (any, asker) -> asker.succeed(snapshot())));
    if (shard == 0) {
      List<Target> handlers =
          runtime.targets().stream()
              .filter(target -> target.method().kind() == MethodFigures.Kind.EVENT)
              .toList();
      hub =
          new HubPost(
              loop.owner(),
              bus,
              engine,
              this,
              shards,
              handlers,
              new EventRing(HubPost.KEPT_EVENTS, HubPost.KEPT_BYTES));
    }
    runtime.onDeployed(shard, this);
    return null;
  }

  @Override
  public Future<?> undeploy(Context context) {
    runtime.onUndeployed(shard);
    drain();
    cutOff();
    List<Future<?>> ends = new ArrayList<>();
    registrations.forEach(registration -> ends.add(registration.end()));
    if (hub != null) {
      ends.add(hub.close());
    }
    loop.owner().cancelTimer(sweeper);
    ticker.stop();
    caller.close();
    threads.values().forEach(there -> ends.add(loop.owner().undeploy(there.id())));
    return Future.join(ends).otherwiseEmpty();
  }

  /** From now on nothing new is taken, but for what accepted calls ask for. */
  void drain() {
    draining = true;
    streams.endAll();
  }

  /** The drain's time is over: what is left is told so. */
  void cutOff() {
    draining = true;
    cutOff = true;
    runners.forEach(MethodRunner::cutOff);
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether nothing is tried again any more. */
  boolean isCutOff() {
    return cutOff;
  }

  boolean isIdle() {
    return runners.stream().allMatch(MethodRunner::isIdle);
  }

  // Calls out ---------------------------------------------------------------------------------

  /** Sends a call from this loop; the answer is the result or a {@link ServiceException}, or fails with a {@link io.roundtrip.bus.BusException}. */
  void send(Target target, Outgoing call, Completable<@Nullable Object> answer) {
    caller.request(
        target.from(shard), call.request(nextId()), call.deadlineNanos() + NET_NANOS, answer);
  }

  /** Publishes an event from this loop, likewise. */
  void publish(Publication event, long deadlineNanos, Completable<@Nullable Object> answer) {
    Publication named = event.messageId().isEmpty() ? event.withMessageId(nextId()) : event;
    caller.request(publications, named, deadlineNanos + NET_NANOS, answer);
  }

  /** Asks for events from this loop: the answer is an {@link EventPage} or a {@link ServiceException}. */
  void pull(EventQuestion question, Completable<Object> answer) {
    caller.request(questions, question, question.untilNanos() + NET_NANOS, answer);
  }

  /** A call failed that nobody waits for: an event of its own, unless it was one that told of failures. */
  void onFailed(FailedCall failed) {
    String subject = Subjects.ERRORS + failed.service() + "." + failed.method();
    boolean ofErrors = failed.subject() != null && failed.subject().startsWith(Subjects.ERRORS);
    if (ofErrors) {
      LOG.warn(
          "a handler of errors failed, which is not told again service={} method={} messageId={}"
              + " error={}",
          failed.service(),
          failed.method(),
          failed.messageId(),
          failed.error());
      return;
    }
    Publication event =
        new Publication(
            subject, failed.messageId(), codec().write(failed.forOthers()), failed, null, true);
    bus.send(new Address<>(publications.name()), event);
  }

  /** The next message id. */
  String nextId() {
    return ids.next(System.currentTimeMillis(), shard);
  }

  // What its parts share ----------------------------------------------------------------------

  boolean isLoop() {
    return Thread.currentThread() == thread;
  }

  Context loop() {
    return loop;
  }

  Ticker ticker() {
    return ticker;
  }

  JsonCodec codec() {
    return runtime.codec();
  }

  EventStreams streams() {
    return streams;
  }

  ServiceSnapshot snapshot() {
    long now = System.nanoTime();
    EventFigures events = hub == null ? EventFigures.NONE : hub.figures();
    return new ServiceSnapshot(
        runners.stream().map(runner -> runner.snapshot(now)).toList(),
        events.plus(new EventFigures(0, 0, 0, 0, streams.size(), streams.slowClosed())));
  }
}
