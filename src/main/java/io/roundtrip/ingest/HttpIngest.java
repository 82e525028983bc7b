package io.roundtrip.ingest;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Endpoint;
import io.roundtrip.route.Route;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The routes' own paths on the ingest port. Loop-confined. */
final class HttpIngest implements Endpoint {
  private final Admission admission;
  private final HttpAnswer answers;
  private final BodyReader.Limits limits;
  private final Map<String, Map<String, Route>> byPath = new HashMap<>();

  HttpIngest(
      List<Route> routes, Admission admission, HttpAnswer answers, BodyReader.Limits limits) {
    this.admission = admission;
    this.answers = answers;
    this.limits = limits;
    for (Route route : routes) {
      RouteConf.HttpSource http = route.conf().http();
      if (http != null) {
        byPath.computeIfAbsent(http.path(), path -> new TreeMap<>()).put(http.method(), route);
      }
    }
  }

  @Override
  public boolean tryHandle(HttpServerRequest request) {
    Map<String, Route> methods = byPath.get(request.path());
    if (methods == null) {
      return false;
    }
    Route route = methods.get(request.method().name());
    if (route == null) {
      refuseMethod(request, answers, admission.nextId(), methods.keySet());
    } else {
      Exchange.begin(admission, answers, limits, route, request);
    }
    return true;
  }

  /** The route of a path, the one for POST if there are several; null if there is none. */
  @Nullable Route find(String path) {
    Map<String, Route> methods = byPath.get(path);
    if (methods == null) {
      return null;
    }
    Route post = methods.get("POST");
    return post != null ? post : methods.values().iterator().next();
  }

  static void refuseMethod(
      HttpServerRequest request, HttpAnswer answers, String id, Set<String> allowed) {
    String allow = String.join(", ", allowed);
    request.response().putHeader(HttpHeaders.ALLOW, allow);
    answers.send(
        request.response(),
        Outcome.refused(id, "", Reason.METHOD_NOT_ALLOWED, "this path takes " + allow, 0));
  }
}
