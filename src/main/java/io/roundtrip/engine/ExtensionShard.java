package io.roundtrip.engine;

import io.roundtrip.bus.Bus;
import io.roundtrip.extension.ExtensionContext;
import io.roundtrip.metrics.ExtensionFigures;
import io.roundtrip.metrics.ScheduleFigures;
import io.roundtrip.metrics.TaskFigures;
import io.roundtrip.net.Endpoint;
import io.roundtrip.pg.LoopPgClient;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.service.ServiceRuntime;
import io.roundtrip.task.DurableTasks;
import io.roundtrip.task.TaskEndpoint;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.web.Client;
import io.roundtrip.web.ShardObjects;
import io.roundtrip.web.WebEndpoint;
import io.roundtrip.web.WebRoutes;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the extensions have on one shard: clients of its loop, and the endpoints that its ingest mounts. Loop-confined. */
final class ExtensionShard implements Deployable {
  private final int shard;
  private final int shards;
  private final WebRoutes routes;
  private final @Nullable PgOptions options;
  private final Supplier<List<ScheduleFigures>> schedules;
  private final ServiceRuntime services;
  private final TaskRunner tasks;
  private final @Nullable DurableTasks durable;
  private final Addresses addresses;
  private final Bus bus;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private @Nullable WebEndpoint web;
  private @Nullable PgClient pg;
  private @Nullable Client client;
  private Bus.@Nullable Registration registration;

  /**
   * Of one shard.
   *
   * @param options of its database client; null where there is no store
   * @param schedules what the shard's schedules did, asked on its loop
   * @param services have started
   * @param tasks of the engine, which the first shard's loop runs
   * @param durable null where there is no store
   */
  ExtensionShard(
      int shard,
      int shards,
      WebRoutes routes,
      @Nullable PgOptions options,
      Supplier<List<ScheduleFigures>> schedules,
      ServiceRuntime services,
      TaskRunner tasks,
      @Nullable DurableTasks durable,
      Addresses addresses,
      Bus bus) {
    this.shard = shard;
    this.shards = shards;
    this.routes = routes;
    this.options = options;
    this.schedules = schedules;
    this.services = services;
    this.tasks = tasks;
    this.durable = durable;
    this.addresses = addresses;
    this.bus = bus;
  }

  @Override
  public Future<?> deploy(Context context) {
    Client http = Client.create(context.owner());
    client = http;
    ShardObjects objects =
        new ShardObjects()
            .with(Client.class, http)
            .with(Vertx.class, context.owner())
            .with(ServiceClient.class, services.client())
            .with(TaskRunner.class, tasks);
    if (options == null) {
      objects.without(PgClient.class, "pg " + ExtensionContext.NO_STORE);
      objects.without(LoopPgClient.class, "pg " + ExtensionContext.NO_STORE);
      objects.without(DurableTasks.class, "a durable task " + ExtensionContext.NO_STORE);
    } else {
      PgClient made = PgClient.create(context.owner(), options);
      pg = made;
      objects.with(PgClient.class, made).with(LoopPgClient.class, made.onLoop());
    }
    if (durable != null) {
      objects.with(DurableTasks.class, durable);
    }
    endpoints.addAll(services.endpoints(shard));
    endpoints.add(
        new TaskEndpoint(durable == null ? List.of(tasks.book()) : List.of(tasks.book(), durable)));
    WebEndpoint endpoint = new WebEndpoint(routes, context, objects, shards);
    web = endpoint;
    if (!routes.isEmpty()) {
      endpoints.add(endpoint);
    }
    registration =
        bus.serve(addresses.extensionSnapshot(shard), (any, asker) -> asker.succeed(figures()));
    return Future.succeededFuture();
  }

  /** What the shard's ingest mounts. */
  List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  private ExtensionFigures figures() {
    return web == null
        ? ExtensionFigures.NONE
        : new ExtensionFigures(web.figures(), schedules.get(), counts());
  }

  /** The engine's, told once: by the shard that runs them. */
  private TaskFigures counts() {
    return shard == 0 ? tasks.figures() : TaskFigures.NONE;
  }

  @Override
  public Future<?> undeploy(Context context) {
    List<Future<?>> ends = new ArrayList<>();
    if (registration != null) {
      ends.add(registration.end());
    }
    if (client != null) {
      ends.add(client.close());
    }
    if (pg != null) {
      ends.add(pg.close());
    }
    return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends).otherwiseEmpty();
  }
}
