package io.roundtrip.engine;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.extension.Extension;
import io.roundtrip.extension.ExtensionContext;
import io.roundtrip.extension.ExtensionException;
import io.roundtrip.net.Endpoint;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.route.Route;
import io.roundtrip.schedule.ScheduleVerticle;
import io.roundtrip.schedule.Schedules;
import io.roundtrip.service.ServiceException;
import io.roundtrip.service.ServiceRuntime;
import io.roundtrip.service.ServiceTasks;
import io.roundtrip.service.Services;
import io.roundtrip.task.DurableTasks;
import io.roundtrip.task.TaskBook;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.task.TaskText;
import io.roundtrip.task.Tasks;
import io.roundtrip.web.Client;
import io.roundtrip.web.Http;
import io.roundtrip.web.WebRoutes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The extensions of an engine, from their start to their stop. Confined to one start and one stop of an engine, which hand it
 * from one to the next.
 *
 * <p>Started, one after the other, when the store is there; then their services run, and their routes are mounted by the
 * ingests; their schedules begin when the ports are open. After the drain they are stopped in the opposite order, those alone that had started.
 */
final class ExtensionStages {
  private static final Logger LOG = LoggerFactory.getLogger(ExtensionStages.class);

  private final Vertx vertx;
  private final Loaded loaded;
  private final Shards shards;
  private final @Nullable Storage storage;
  private final Addresses addresses;
  private final Bus bus;
  private final List<Extension> extensions;
  private final List<Extension> started = new ArrayList<>();
  private final TaskText text = ServiceTasks.text();
  private final Http http = new Http();
  private final Services services = new Services();
  private final ServiceRuntime calls;
  private final Schedules schedules = new Schedules();
  private List<ExtensionShard> deployed = List.of();
  private @Nullable ScheduleVerticle runner;
  private @Nullable TaskRunner tasks;
  private @Nullable DurableTasks durable;
  private boolean durableRuns;
  private @Nullable PgClient pg;
  private @Nullable Client client;

  ExtensionStages(
      Vertx vertx,
      Loaded loaded,
      Shards shards,
      @Nullable Storage storage,
      Addresses addresses,
      Bus bus,
      List<Extension> extensions) {
    this.vertx = vertx;
    this.loaded = loaded;
    this.shards = shards;
    this.storage = storage;
    this.addresses = addresses;
    this.bus = bus;
    this.extensions = List.copyOf(extensions);
    this.calls = new ServiceRuntime(services, addresses, bus, shards.reactor());
  }

  /** Starts the extensions and puts on every shard what they declared. */
  Future<Void> start() {
    if (extensions.isEmpty()) {
      return Future.succeededFuture();
    }
    PgOptions options = storage == null ? null : storage.extensions(shards.size());
    TaskBook book = new TaskBook(System::nanoTime, text, TaskBook.RETAIN, TaskBook.MOST_ENDED);
    TaskRunner runs = Tasks.on(shards.reactor(), 0, book);
    tasks = runs;
    calls.background(ServiceTasks.background(runs, book));
    return onThread(() -> declare(runs))
        .compose(routes -> calls.start().map(routes))
        .compose(
            routes ->
                shards.deploy(
                    i ->
                        new ExtensionShard(
                            i,
                            shards.size(),
                            routes,
                            options,
                            () -> i == 0 && runner != null ? runner.figures() : List.of(),
                            calls,
                            runs,
                            durable,
                            addresses,
                            bus)))
        .<Void>map(
            there -> {
              deployed = there;
              return null;
            })
        .recover(failure -> stop().transform(ended -> Future.failedFuture(failure)));
  }

  private WebRoutes declare(TaskRunner runs) {
    PgClient database = storage == null ? null : PgClient.create(vertx, storage.shared());
    pg = database;
    Client outward = Client.create(vertx);
    client = outward;
    DurableTasks kept =
        storage == null || database == null
            ? null
            : new DurableTasks(
                database,
                storage.lease(),
                runs,
                text,
                DurableTasks.Config.of(0, storage.isEmbedded()));
    durable = kept;
    if (kept != null) {
      calls.durable(ServiceTasks.durable(kept));
    }
    http.onError(ServiceException.class, text.problems());
    ExtensionContext context =
        new ExtensionContext(
            vertx, http, services, calls.client(), schedules, outward, runs, database, kept);
    for (Extension extension : extensions) {
      started.add(extension);
      Thread.currentThread().setContextClassLoader(extension.getClass().getClassLoader());
      try {
        extension.start(context);
      } catch (Exception | LinkageError failure) {
        throw new ExtensionException(
            "extension '" + extension.name() + "' failed to start: " + words(failure), failure);
      }
      LOG.info("started extension={}", extension.name());
    }
    return WebRoutes.compile(http, confPaths(loaded.routes()));
  }

  private static String words(Throwable failure) {
    boolean foreseen =
        failure instanceof IllegalStateException || failure instanceof IllegalArgumentException;
    return foreseen && failure.getMessage() != null ? failure.getMessage() : failure.toString();
  }

  private static Map<String, String> confPaths(List<Route> routes) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      RouteConf.HttpSource source = route.conf().http();
      if (source != null) {
        paths.put(source.path(), route.id());
      }
    }
    return paths;
  }

  /** What the ingest of a shard mounts behind the conf's routes. */
  List<Endpoint> endpoints(int shard) {
    return deployed.isEmpty() ? List.of() : deployed.get(shard).endpoints();
  }

  /** The ports are open: schedules and durable tasks begin. */
  Future<Void> run() {
    DurableTasks kept = durable;
    Future<?> begun = kept == null ? Future.succeededFuture() : shards.deployOn(0, () -> kept);
    return begun.compose(
        there -> {
          durableRuns = kept != null;
          return runSchedules();
        });
  }

  private Future<Void> runSchedules() {
    if (schedules.isEmpty()) {
      return Future.succeededFuture();
    }
    return shards
        .deployOn(
            0,
            () ->
                new ScheduleVerticle(
                    schedules,
                    InstantSource.system(),
                    pg,
                    storage == null ? null : storage.lease()))
        .map(
            running -> {
              runner = running;
              return null;
            });
  }

  /** Begins no run of a schedule and no durable task any more; done when those under way have ended. */
  Future<?> quiesce() {
    ScheduleVerticle running = runner;
    DurableTasks kept = durable;
    Future<?> scheduled = running == null ? Future.succeededFuture() : onShard(running::drain);
    Future<?> stored = kept == null || !durableRuns ? Future.succeededFuture() : kept.drain();
    return Future.join(scheduled, stored);
  }

  /**
   * Takes no call, no event and no task any more; done when what is under way has ended. When the ingests are quiet: until then
   * handlers call services and run tasks.
   *
   * @param grace what is left then is cancelled
   */
  Future<?> drain(Duration grace) {
    TaskRunner runs = tasks;
    return runs == null
        ? Future.succeededFuture()
        : calls.drain(grace).transform(quiet -> runs.shutdown(grace));
  }

  /** The drain has no more time. */
  Future<?> finish() {
    ScheduleVerticle running = runner;
    Future<?> scheduled =
        running == null
            ? Future.succeededFuture()
            : onShard(
                () -> {
                  running.finish();
                  return Future.succeededFuture();
                });
    return Future.join(scheduled, calls.drain(Duration.ZERO));
  }

  private Future<?> onShard(Supplier<Future<?>> step) {
    Promise<Object> done = Promise.promise();
    Context context = shards.reactor().core(0);
    context.runOnContext(on -> step.get().<Object>map(it -> it).onComplete(done));
    return done.future();
  }

  /** Stops them, and gives back what they were given. */
  Future<?> stop() {
    if (extensions.isEmpty()) {
      return Future.succeededFuture();
    }
    List<ScheduleVerticle> running = runner == null ? List.of() : List.of(runner);
    return shards
        .undeploy(running)
        .transform(ended -> onThread(this::stopAll))
        .transform(
            ended ->
                durable == null || !durableRuns
                    ? Future.succeededFuture()
                    : shards.undeploy(List.of(durable)))
        .transform(ended -> calls.stop())
        .transform(
            ended -> tasks == null ? Future.succeededFuture() : tasks.shutdown(Duration.ZERO))
        .transform(ended -> shards.undeploy(deployed))
        .transform(ended -> close());
  }

  private Boolean stopAll() {
    for (Extension extension : started.reversed()) {
      Thread.currentThread().setContextClassLoader(extension.getClass().getClassLoader());
      try {
        extension.stop();
      } catch (Exception | LinkageError failure) {
        LOG.error("an extension failed to stop extension={}", extension.name(), failure);
      }
    }
    started.clear();
    return true;
  }

  private Future<?> close() {
    List<Future<?>> ends = new ArrayList<>();
    if (pg != null) {
      ends.add(pg.close());
    }
    if (client != null) {
      ends.add(client.close());
    }
    return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends).otherwiseEmpty();
  }

  /** An extension's code may await and block, and none of it belongs on a loop. */
  private static <T> Future<T> onThread(Callable<T> code) {
    Promise<T> done = Promise.promise();
    Thread.ofVirtual()
        .name("extensions")
        .start(
            () -> {
              T result;
              try {
                result = code.call();
              } catch (Throwable failure) {
                done.fail(failure);
                return;
              }
              done.complete(result);
            });
    return done.future();
  }
}
