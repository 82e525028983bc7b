package io.roundtrip.service;

import io.roundtrip.bus.Bus;
import io.roundtrip.event.Publication;
import io.roundtrip.metrics.MethodFigures;
import io.roundtrip.net.Endpoint;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.reactor.Reactor;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The services of one engine over all its shards. Thread-safe, because what it offers is immutable and replaced once, when it
 * starts, and its shards are entered and left atomically by their loops.
 *
 * {@snippet :
 * ServiceRuntime runtime = new ServiceRuntime(services, addresses, bus, reactor);
 * services.register(new OrderService(runtime.client()));
 * runtime.start().compose(started -> listen(runtime.endpoints(0))); // and at the end drain, then stop
 * }
 */
public final class ServiceRuntime {
  private static final long DRAIN_LOOK_MILLIS = 20;

  private final Services services;
  private final Addresses addresses;
  private final Bus bus;
  private final Reactor reactor;
  private final JsonCodec codec = new JsonCodec();
  private final ServiceClient client = new ServiceClient(this);

  // Atomic: each is set by its loop, and read by every thread that calls.
  private final AtomicReferenceArray<@Nullable ServiceShard> shards;

  // Volatile: written once by whoever starts it, read by every thread that calls.
  private volatile @Nullable Offered offered;
  private volatile @Nullable DurableCalls durable;
  private volatile @Nullable BackgroundCalls background;

  /** What is offered. Immutable. */
  private record Offered(Registry registry, Map<String, Map<String, Target>> byName) {
    List<Target> targets() {
      List<Target> all = new ArrayList<>();
      byName.values().forEach(methods -> all.addAll(methods.values()));
      return all;
    }
  }

  /** Services that do not run yet; more may be registered, and {@link #client} handed on, until they {@link #start}. */
  public ServiceRuntime(Services services, Addresses addresses, Bus bus, Reactor reactor) {
    this.services = services;
    this.addresses = addresses;
    this.bus = bus;
    this.reactor = reactor;
    this.shards = new AtomicReferenceArray<>(reactor.numCores());
  }

  /** Where {@code durable} calls are stored. Before {@link #start}; without it they are refused. */
  public ServiceRuntime durable(DurableCalls calls) {
    durable = calls;
    return this;
  }

  /** What runs calls whose callers prefer the result later. Before {@link #start}; without it they wait like others. */
  public ServiceRuntime background(BackgroundCalls calls) {
    background = calls;
    return this;
  }

  // Begun and ended ---------------------------------------------------------------------------

  /** Binds what was registered and deploys a shard on every core; fails with a {@link ServiceDefinitionException}. */
  public Future<Void> start() {
    Registry registry;
    try {
      registry = services.freeze();
    } catch (RuntimeException problems) {
      return Future.failedFuture(problems);
    }
    Map<String, Map<String, Target>> byName = new HashMap<>();
    for (Registry.Offer offer : registry.offers()) {
      for (MethodDefinition method : offer.methods()) {
        byName
            .computeIfAbsent(method.service(), name -> new HashMap<>())
            .put(
                method.name(),
                Target.of(addresses.engine(), method, offer.perShard(), reactor.numCores()));
      }
    }
    offered = new Offered(registry, byName);
    registerDurable();
    Future<Void> chain = Future.succeededFuture();
    for (int i = 0; i < reactor.numCores(); i++) {
      int shard = i;
      chain =
          chain.compose(
              before ->
                  reactor
                      .deploy(shard, () -> new ServiceShard(shard, reactor.numCores(), this, bus))
                      .mapEmpty());
    }
    // Half of it would answer for all.
    return chain.recover(failure -> stop().transform(gone -> Future.failedFuture(failure)));
  }

  private void registerDurable() {
    DurableCalls calls = durable;
    if (calls == null) {
      return;
    }
    for (Target target : targets()) {
      if (target.method().kind() != MethodFigures.Kind.EVENT) {
        calls.register(durableName(target), json -> runStored(target, json));
      }
    }
  }

  static String durableName(Target target) {
    return "rpc/" + target.method().service() + "/" + target.method().name();
  }

  private Future<@Nullable Object> runStored(Target target, String json) {
    try {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      return client.run(target, codec.readRequest(bytes, target.method()));
    } catch (ServiceException unreadable) {
      return Future.failedFuture(unreadable);
    }
  }

  /**
   * Refuses what is new, and completes when all that was accepted is done, with what that asked for in turn. After the time-out
   * what waits is told so, and what runs on virtual threads is interrupted.
   *
   * <p>Whether all is done is looked at every {@value #DRAIN_LOOK_MILLIS} ms, and must be true twice in a row: something may
   * have been on its way from one shard to another.
   */
  public Future<Void> drain(Duration timeout) {
    Promise<Void> done = Promise.promise();
    long end = System.nanoTime() + timeout.toNanos();
    onEach(
            shard -> {
              shard.drain();
              return true;
            })
        .onComplete(begun -> lookWhetherIdle(false, end, done));
    return done.future();
  }

  private void lookWhetherIdle(boolean before, long end, Promise<Void> done) {
    onEach(ServiceShard::isIdle)
        .onComplete(
            (answers, failure) -> {
              boolean idle = failure != null || !answers.contains(false);
              if (idle && before) {
                done.complete();
              } else if (System.nanoTime() - end >= 0) {
                onEach(
                        shard -> {
                          shard.cutOff();
                          return true;
                        })
                    .onComplete(cut -> done.complete());
              } else {
                reactor
                    .vertx()
                    .setTimer(DRAIN_LOOK_MILLIS, timer -> lookWhetherIdle(idle, end, done));
              }
            });
  }

  private Future<List<Boolean>> onEach(Function<ServiceShard, Boolean> what) {
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < shards.length(); i++) {
      ServiceShard shard = shards.get(i);
      if (shard != null) {
        Promise<Boolean> one = Promise.promise();
        shard.loop().runOnContext(on -> one.complete(what.apply(shard)));
        all.add(one.future());
      }
    }
    return Future.all(all).map(done -> all.stream().map(Future::result).toList());
  }

  /** Takes the shards down; what still runs is interrupted. */
  public Future<Void> stop() {
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < shards.length(); i++) {
      ServiceShard shard = shards.get(i);
      if (shard != null) {
        ends.add(reactor.undeploy(i, shard));
      }
    }
    return Future.join(ends).mapEmpty();
  }

  void onDeployed(int index, ServiceShard shard) {
    shards.set(index, shard);
  }

  void onUndeployed(int index) {
    shards.set(index, null);
  }

  // For users ---------------------------------------------------------------------------------

  /** Calls what is offered here, from any thread; before the start every call is refused as {@code unavailable}. */
  public ServiceClient client() {
    return client;
  }

  /** What serves {@code /rpc} and {@code /events} on a shard's listener. When it has started. */
  public List<Endpoint> endpoints(int shard) {
    ServiceShard there = shards.get(shard);
    if (there == null) {
      throw new IllegalStateException("the services of shard " + shard + " have not started");
    }
    return List.of(new RpcEndpoint(this, there), new EventsEndpoint(this, there));
  }

  // For its parts -----------------------------------------------------------------------------

  Addresses addresses() {
    return addresses;
  }

  Vertx vertx() {
    return reactor.vertx();
  }

  JsonCodec codec() {
    return codec;
  }

  @Nullable DurableCalls durable() {
    return durable;
  }

  @Nullable BackgroundCalls background() {
    return background;
  }

  List<Registry.Offer> offers() {
    Offered now = offered;
    return now == null ? List.of() : now.registry().offers();
  }

  List<Target> targets() {
    Offered now = offered;
    return now == null ? List.of() : now.targets();
  }

  Registry registry() {
    Offered now = offered;
    return now == null ? Registry.EMPTY : now.registry();
  }

  boolean hasStarted() {
    return offered != null;
  }

  /** The method of the name; null if there is none. */
  @Nullable Target target(String service, String method) {
    Offered now = offered;
    Map<String, Target> methods = now == null ? null : now.byName().get(service);
    return methods == null ? null : methods.get(method);
  }

  /** Sends a call from any thread. An event loop has its answer on itself, any other thread on the loop that sent it. */
  void send(Target target, Outgoing call, Completable<@Nullable Object> answer) {
    ServiceShard here = here();
    if (here != null) {
      here.send(target, call, answer);
      return;
    }
    int home =
        target.home() < 0
            ? Math.floorMod(Thread.currentThread().threadId(), shards.length())
            : target.home();
    elsewhere(
        home,
        answer,
        (ServiceShard there, Completable<@Nullable Object> back) -> there.send(target, call, back));
  }

  /** Publishes an event from any thread, likewise; without a message id it gets one. */
  void publish(Publication event, long deadlineNanos, Completable<@Nullable Object> answer) {
    ServiceShard here = here();
    if (here != null) {
      here.publish(event, deadlineNanos, answer);
    } else {
      elsewhere(
          0,
          answer,
          (ServiceShard there, Completable<@Nullable Object> back) ->
              there.publish(event, deadlineNanos, back));
    }
  }

  private interface OnShard {
    void go(ServiceShard there, Completable<@Nullable Object> back);
  }

  private void elsewhere(int index, Completable<@Nullable Object> answer, OnShard what) {
    ServiceShard there = shards.get(index);
    if (there == null) {
      answer.succeed(
          ServiceException.of(Kind.UNAVAILABLE, "", "", "the engine's services do not run"));
      return;
    }
    Context asking = Context.isOnEventLoopThread() ? Vertx.currentContext() : null;
    Completable<@Nullable Object> back =
        asking == null
            ? answer
            : (value, failure) -> asking.runOnContext(home -> answer.complete(value, failure));
    try {
      there.loop().runOnContext(go -> what.go(there, back));
    } catch (RejectedExecutionException gone) {
      answer.succeed(ServiceException.of(Kind.UNAVAILABLE, "", "", "the engine has stopped"));
    }
  }

  /** The shard of the caller's loop; null if it is on none of them. */
  private @Nullable ServiceShard here() {
    int core = reactor.currentCore();
    return core < 0 ? null : shards.get(core);
  }
}
