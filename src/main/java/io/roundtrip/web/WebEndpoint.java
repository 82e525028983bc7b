package io.roundtrip.web;

import io.roundtrip.metrics.WebFigures;
import io.roundtrip.net.Endpoint;
import io.roundtrip.net.Mount;
import io.roundtrip.net.Problem;
import io.roundtrip.web.WebRoutes.WebRoute;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Java routes on one shard's share of the port. Loop-confined. */
public final class WebEndpoint implements Endpoint {
  private final WebRoutes routes;
  private final Context context;
  private final List<Desk> desks = new ArrayList<>();
  private final Set<Ongoing> ongoing = new LinkedHashSet<>();
  private @Nullable Mount mount;
  private boolean draining;

  /** Something that is not over: a call, a stream or a socket. */
  interface Ongoing {
    /** The drain has begun. */
    void drain();

    /** The drain has no more time. */
    void finish();
  }

  /**
   * On the shard's loop.
   *
   * @param context the shard's
   * @throws IllegalStateException that names the route, if what its handler needs is not there
   */
  public WebEndpoint(WebRoutes routes, Context context, ShardObjects objects, int shards) {
    this.routes = routes;
    this.context = context;
    for (WebRoute route : routes.routes()) {
      Object needed = needed(route, objects);
      desks.add(new Desk(route, needed, route.bounds().perShard(shards)));
    }
  }

  private @Nullable Object needed(WebRoute route, ShardObjects objects) {
    Class<?> type = route.declared().needs();
    if (type == null) {
      return null;
    }
    Object own = routes.object(type);
    Object object = own == null ? objects.find(type) : own;
    if (object == null) {
      throw new IllegalStateException("route " + route.name() + ": " + objects.whyNot(type));
    }
    return object;
  }

  @Override
  public void mount(Mount on) {
    mount = on;
  }

  @Override
  public boolean tryHandle(HttpServerRequest request) {
    String path = request.path();
    Mount mounted = mount;
    List<String> segments = path == null ? null : PathSegments.of(path);
    if (path == null || segments == null || mounted == null) {
      return false;
    }
    boolean upgrade = request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    String method = upgrade ? Declared.SOCKET : request.method().name();
    RouteTrie.Entry<WebRoute> entry = routes.find(method, segments);
    if (entry == null) {
      return refuseMethod(request, segments);
    }
    Desk desk = desks.get(entry.target().index());
    if (!desk.tryEnter()) {
      Problem.of(
              503,
              "route-full",
              "The route is full",
              "as many requests of this path are worked on as may be; send it again")
          .retryAfter(1_000)
          .send(request.response());
      return true;
    }
    if (upgrade) {
      new SocketCall(this, desk, mounted, context, request, path, entry.parameters(segments))
          .begin();
    } else {
      new Call(this, desk, mounted, context, request, path, entry.parameters(segments)).begin();
    }
    return true;
  }

  private boolean refuseMethod(HttpServerRequest request, List<String> segments) {
    Set<String> methods = routes.methods(segments);
    if (methods.isEmpty()) {
      return false;
    }
    if (methods.remove(Declared.SOCKET) && methods.isEmpty()) {
      request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
      Problem.of(426, "upgrade-required", "Upgrade required", "this path is a WebSocket")
          .send(request.response());
      return true;
    }
    String allowed = String.join(", ", methods);
    request.response().putHeader(HttpHeaders.ALLOW, allowed);
    Problem.of(405, "method-not-allowed", "Method not allowed", "this path takes " + allowed)
        .send(request.response());
    return true;
  }

  ErrorAnswers errors() {
    return routes.errors();
  }

  /** Whether what begins now is told at once. */
  boolean isDraining() {
    return draining;
  }

  void begun(Ongoing one) {
    ongoing.add(one);
  }

  void ended(Ongoing one) {
    ongoing.remove(one);
  }

  @Override
  public void drain() {
    draining = true;
    List.copyOf(ongoing).forEach(Ongoing::drain);
  }

  @Override
  public void finish() {
    List.copyOf(ongoing).forEach(Ongoing::finish);
  }

  /** What was counted, by route in the order of their declaration. */
  public List<WebFigures> figures() {
    return desks.stream().map(Desk::figures).toList();
  }
}
