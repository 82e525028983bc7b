package io.roundtrip.extension;

import io.roundtrip.pg.PgClient;
import io.roundtrip.schedule.Schedules;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.service.Services;
import io.roundtrip.task.DurableTasks;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.web.Client;
import io.roundtrip.web.Http;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * What an engine gives its extensions. Thread-safe but for what is declared ({@link #http}, {@link #services}, {@link
 * #schedules}), which is for {@link Extension#start} alone: later declarations would go unheard, or are refused.
 */
public final class ExtensionContext {
  private final Vertx vertx;
  private final Http http;
  private final Services services;
  private final ServiceClient serviceClient;
  private final Schedules schedules;
  private final Client client;
  private final TaskRunner tasks;
  private final @Nullable PgClient pg;
  private final @Nullable DurableTasks durable;

  /**
   * With the engine's own.
   *
   * @param pg null where the conf has no store
   * @param durable likewise
   */
  public ExtensionContext(
      Vertx vertx,
      Http http,
      Services services,
      ServiceClient serviceClient,
      Schedules schedules,
      Client client,
      TaskRunner tasks,
      @Nullable PgClient pg,
      @Nullable DurableTasks durable) {
    this.vertx = vertx;
    this.http = http;
    this.services = services;
    this.serviceClient = serviceClient;
    this.schedules = schedules;
    this.client = client;
    this.tasks = tasks;
    this.pg = pg;
    this.durable = durable;
  }

  /** The routes in Java. */
  public Http http() {
    return http;
  }

  /** The services: methods called by name, and handlers of events. */
  public Services services() {
    return services;
  }

  /**
   * Calls services and publishes events, from any thread. It may be handed on at once; calls are refused until every extension
   * has started.
   */
  public ServiceClient serviceClient() {
    return serviceClient;
  }

  /** The schedules. */
  public Schedules schedules() {
    return schedules;
  }

  /**
   * Runs tasks on the engine's first loop; those that its {@link TaskRunner#book} keeps answer {@code GET /tasks/{id}}.
   */
  public TaskRunner tasks() {
    return tasks;
  }

  /**
   * Tasks that survive a restart. Say in {@link Extension#start} what each name does.
   *
   * @throws IllegalStateException if the conf has no store
   */
  public DurableTasks durableTasks() {
    if (durable == null) {
      throw new IllegalStateException("durableTasks() " + NO_STORE);
    }
    return durable;
  }

  /**
   * The engine's database, by a client that all extensions share. A handler is best served by the one that it is handed, which
   * is its loop's own.
   *
   * @throws IllegalStateException if the conf has no store
   */
  public PgClient pg() {
    if (pg == null) {
      throw new IllegalStateException("pg() " + NO_STORE);
    }
    return pg;
  }

  /** What is missing where there is no database, and what to do. */
  public static final String NO_STORE =
      "needs a store: add store: { embedded: { directory: … } } to the engine file";

  /** An HTTP client that all extensions share. */
  public Client client() {
    return client;
  }

  /** The engine's Vert.x. */
  public Vertx vertx() {
    return vertx;
  }
}
