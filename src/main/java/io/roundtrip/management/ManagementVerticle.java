package io.roundtrip.management;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.metrics.EngineView;
import io.roundtrip.metrics.MllpFigures;
import io.roundtrip.metrics.Prometheus;
import io.roundtrip.metrics.RouteView;
import io.roundtrip.net.Ports;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.route.Route;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The management port. Loop-confined. It opens before the ingest port and closes after it. */
public final class ManagementVerticle implements Deployable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementVerticle.class);

  /** Longer than a page of replays takes: an idle connection is closed even where it waits for its answer. */
  private static final int IDLE_SECONDS = 300;

  private final EngineConf.Management conf;
  private final List<Route> routes;
  private final Survey survey;
  private final Messages messages;
  private final DeadLetters deadLetters;
  private final ReplayApi replays;
  private final StateApi states;
  private final Readiness readiness;
  private final String confHash;
  private final String version;
  private Future<Prometheus> prometheus = Future.failedFuture("not deployed");
  private Buffer openapi = Buffer.buffer();
  private @Nullable HttpServer server;

  /**
   * The management port of an engine.
   *
   * @param confHash tells which conf runs
   * @param version the engine's
   */
  public ManagementVerticle(
      EngineConf.Management conf,
      Bus bus,
      Addresses addresses,
      int shards,
      List<Route> routes,
      Readiness readiness,
      String confHash,
      String version) {
    this.conf = conf;
    this.routes = routes;
    this.survey = new Survey(bus, addresses, shards, routes, readiness);
    StoreQuestions asking = new StoreQuestions(bus, readiness);
    this.messages = new Messages(asking, addresses);
    this.deadLetters = new DeadLetters(asking, addresses);
    this.replays = new ReplayApi(asking, addresses);
    this.states = new StateApi(asking, readiness, addresses, shards, routes);
    this.readiness = readiness;
    this.confHash = confHash;
    this.version = version;
  }

  @Override
  public Future<?> deploy(Context context) {
    // Beside the start, not in its way: the JVM's metrics take a fifth of it.
    prometheus =
        context
            .owner()
            .<Prometheus>executeBlocking(Prometheus::new, false)
            .map(Objects::requireNonNull);
    Router router = Router.router(context.owner());
    router.get("/health/live").handler(this::live);
    router.get("/health/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
    router.get("/api/routes").handler(this::routes);
    router.get("/api/routes/:id").handler(this::route);
    router.get("/api/messages").handler(messages::search);
    router.get("/api/messages/:id").handler(messages::find);
    router.post("/api/messages/:id/replay").handler(replays::one);
    router.get("/api/dead-letters").handler(deadLetters::search);
    router.post("/api/dead-letters/replay").handler(replays::many);
    router.delete("/api/dead-letters/:id").handler(deadLetters::delete);
    router.get("/api/state/:route/:key").handler(states::find);
    router.get("/openapi.yaml").handler(this::openapi);
    router.errorHandler(404, failed -> problem(failed, 404, "No such resource"));
    router.errorHandler(405, failed -> problem(failed, 405, "Method not allowed"));
    router.errorHandler(500, this::onFailure);
    HttpServer listening =
        context
            .owner()
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(conf.host())
                    .setPort(conf.port())
                    .setIdleTimeout(IDLE_SECONDS))
            .requestHandler(router);
    server = listening;
    return context
        .owner()
        .fileSystem()
        .readFile("openapi.yaml")
        .compose(
            text -> {
              openapi = text;
              return Ports.open(listening, conf.host(), conf.port());
            });
  }

  /** The port it listens on. */
  public int port() {
    return server == null ? -1 : server.actualPort();
  }

  @Override
  public Future<?> undeploy(Context context) {
    prometheus.onSuccess(Prometheus::close);
    return server == null ? Future.succeededFuture() : server.close();
  }

  private void live(RoutingContext request) {
    json(request, 200, new JsonObject().put("status", "live").put("version", version));
  }

  private void ready(RoutingContext request) {
    Readiness.State state = readiness.state();
    JsonObject body = new JsonObject().put("status", state.text());
    if (readiness.isForTheStore()) {
      body.put("reason", "store");
    }
    json(request, state == Readiness.State.READY ? 200 : 503, body);
  }

  private void metrics(RoutingContext request) {
    Future<EngineView> view = survey.ask();
    Future.all(prometheus, view)
        .onSuccess(
            both ->
                request
                    .response()
                    .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(prometheus.result().scrape(view.result())))
        .onFailure(request::fail);
  }

  private void routes(RoutingContext request) {
    survey
        .ask()
        .onSuccess(
            view -> {
              JsonArray all = new JsonArray();
              for (int i = 0; i < routes.size(); i++) {
                all.add(json(view, i));
              }
              json(request, 200, new JsonObject().put("confHash", confHash).put("routes", all));
            })
        .onFailure(request::fail);
  }

  private void route(RoutingContext request) {
    survey
        .ask()
        .onSuccess(view -> answerRoute(request, view, String.valueOf(request.pathParam("id"))))
        .onFailure(request::fail);
  }

  private void answerRoute(RoutingContext request, EngineView view, String id) {
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i).id().equals(id)) {
        json(request, 200, json(view, i));
        return;
      }
    }
    problem(request, 404, "No such route");
  }

  /** The view has the routes in the order of the conf. */
  private JsonObject json(EngineView view, int index) {
    RouteView route = view.routes().get(index);
    MllpFigures mllp =
        view.mllp().stream().filter(it -> it.route().equals(route.id())).findFirst().orElse(null);
    return RouteJson.of(route, routes.get(index).conf(), mllp, confHash);
  }

  private void openapi(RoutingContext request) {
    request.response().putHeader("Content-Type", "application/yaml").end(openapi);
  }

  private void onFailure(RoutingContext request) {
    LOG.error("a management request failed path={}", request.request().path(), request.failure());
    problem(request, 500, "Internal error");
  }

  private static void problem(RoutingContext request, int status, String title) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .toBuffer());
  }

  static void json(RoutingContext request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.toBuffer());
  }
}
