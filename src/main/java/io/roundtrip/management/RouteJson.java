package io.roundtrip.management;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.metrics.ArrayFigures;
import io.roundtrip.metrics.MllpFigures;
import io.roundtrip.metrics.QueueFigures;
import io.roundtrip.metrics.RouteSnapshot;
import io.roundtrip.metrics.RouteView;
import io.roundtrip.metrics.StateFigures;
import io.roundtrip.metrics.TableFigures;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Verdict;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A route as the management API shows it. Stateless. */
final class RouteJson {
  private RouteJson() {}

  /**
   * The route.
   *
   * @param mllp what its MLLP source has counted; null where it has none, or does not listen yet
   */
  static JsonObject of(
      RouteView route, RouteConf conf, @Nullable MllpFigures mllp, String confHash) {
    RouteSnapshot snapshot = route.snapshot();
    JsonObject outcomes = new JsonObject();
    for (OutcomeKind kind : OutcomeKind.values()) {
      outcomes.put(kind.text(), snapshot.count(kind));
    }
    JsonObject json =
        new JsonObject()
            .put("id", route.id())
            .put("confHash", confHash)
            .put("from", from(conf, mllp))
            .put("format", conf.format().text());
    if (conf.key() != null) {
      json.put("key", conf.key().text());
    }
    if (route.state() != null) {
      json.put("state", state(route.state()));
    }
    return json.put("queue", queue(route))
        .put("inFlight", snapshot.figures().inFlight())
        .put("outcomes", outcomes)
        .put("latencyMs", latency(snapshot))
        .put("destinations", destinations(route));
  }

  private static JsonObject from(RouteConf conf, @Nullable MllpFigures mllp) {
    RouteConf.HttpSource http = conf.http();
    JsonObject from = new JsonObject();
    if (http != null) {
      from.put("http", new JsonObject().put("path", http.path()).put("method", http.method()));
    }
    if (mllp != null) {
      from.put(
          "mllp", new JsonObject().put("port", mllp.port()).put("connections", mllp.connections()));
    }
    return from;
  }

  private static JsonObject queue(RouteView route) {
    QueueFigures figures = route.snapshot().figures();
    return new JsonObject()
        .put("capacity", route.capacity())
        .put("effectiveCapacity", route.effectiveCapacity())
        .put("depth", route.depth())
        .put("bytes", route.bytes())
        .put("highWater", route.highWater())
        .mergeIn(counts(figures))
        .put("shards", shards(route));
  }

  private static JsonObject counts(QueueFigures figures) {
    return new JsonObject()
        .put("enqueued", figures.enqueued())
        .put("dropped", figures.dropped())
        .put("rejected", figures.refused())
        .put("withdrawn", figures.withdrawn())
        .put("averageWaitMs", figures.averageWaitMillis())
        .put("p99WaitMs", figures.p99WaitMillis())
        .put("oldestAgeMs", figures.oldestAgeNanos() / 1e6);
  }

  private static JsonArray shards(RouteView route) {
    JsonArray all = new JsonArray();
    for (int i = 0; i < route.shards().size(); i++) {
      QueueFigures figures = route.shards().get(i);
      all.add(
          new JsonObject()
              .put("shard", i)
              .put("depth", figures.depth())
              .put("highWater", figures.highWater())
              .mergeIn(counts(figures)));
    }
    return all;
  }

  private static JsonObject state(StateFigures state) {
    return new JsonObject()
        .put("entities", state.entities())
        .put("bytes", state.bytes())
        .put("inDoubt", state.inDoubt())
        .put("unwritten", state.unwritten())
        .put("loaded", state.loaded())
        .put("moved", state.moved())
        .put("conflicts", state.conflicts())
        .put("evicted", state.evicted());
  }

  private static JsonObject latency(RouteSnapshot snapshot) {
    return new JsonObject()
        .put("p50", snapshot.latency().getValueAtPercentile(50) / 1e3)
        .put("p95", snapshot.latency().getValueAtPercentile(95) / 1e3)
        .put("p99", snapshot.latency().getValueAtPercentile(99) / 1e3);
  }

  private static JsonArray destinations(RouteView route) {
    JsonArray all = new JsonArray();
    for (int i = 0; i < route.destinations().size(); i++) {
      RouteView.DestinationView destination = route.destinations().get(i);
      JsonObject outcomes = new JsonObject();
      for (Verdict verdict : Verdict.values()) {
        outcomes.put(verdict.text(), route.snapshot().count(i, verdict));
      }
      JsonObject json =
          new JsonObject()
              .put("id", destination.id())
              .put("concurrency", destination.slots())
              .put("inFlight", destination.inUse())
              .put("breaker", destination.breaker())
              .put("breakerOpenings", destination.breakerOpenings())
              .put("attempts", route.snapshot().attempts()[i])
              .put("outcomes", outcomes);
      if (destination.arrays() != null) {
        json.put("batches", batches(destination.arrays()));
      }
      all.add(json);
    }
    return all;
  }

  private static JsonObject batches(ArrayFigures arrays) {
    JsonObject closedBy = new JsonObject();
    for (int i = 0; i < TableFigures.CLOSED_BY.size(); i++) {
      closedBy.put(TableFigures.CLOSED_BY.get(i), arrays.batches()[i]);
    }
    return new JsonObject()
        .put("items", arrays.items())
        .put("waiting", arrays.waiting())
        .put("requests", arrays.requests())
        .put("splits", arrays.splits())
        .put("closedBy", closedBy)
        .put("averageItems", arrays.averageItems())
        .put("averageAgeMs", arrays.averageAgeMillis());
  }
}
