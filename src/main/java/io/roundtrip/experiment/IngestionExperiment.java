package io.roundtrip.experiment;

import io.roundtrip.engine.Engine;
import io.roundtrip.load.HttpSink;
import io.roundtrip.load.Load;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.Sink;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Experiment 1: one thread that waits for each answer, against the engine, at rising rates. Immutable. */
final class IngestionExperiment implements Experiment {
  private static final int LEAST_MILLIS = 10;
  private static final int MOST_MILLIS = 50;

  /** The most messages that a pipeline may have at a time, in either pipeline. */
  private static final int OUTSTANDING = 1_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String ROUTE =
      """
      id: ingestion
      from: { http: { path: /ingestion } }
      format: json
      queue: { capacity: %d }
      to: [ { id: distant, http: { url: "%s", concurrency: %d } } ]
      """;

  /** What one pipeline did at one rate. */
  record Point(double rate, LoadFigures figures) {
    /** What was due while it was measured. */
    long due() {
      return figures.sent() + figures.notSent();
    }

    /** Whether nearly all that was due was answered. */
    boolean keptUp() {
      return figures.answered() >= 0.95 * due();
    }

    double millis(double percentile) {
      return figures.latency().getValueAtPercentile(percentile) / 1e3;
    }
  }

  @Override
  public String title() {
    return "asynchronous against synchronous ingestion";
  }

  @Override
  public Findings run(Depth depth, Progress progress) throws Exception {
    List<Integer> rates =
        switch (depth) {
          case QUICK -> List.of(10, 20, 40, 80, 160, 320, 640);
          case FULL -> List.of(10, 20, 30, 40, 60, 80, 160, 320, 640, 1_280, 2_560);
        };
    Duration window = Duration.ofSeconds(depth == Depth.QUICK ? 2 : 15);
    try (TestBed bed = TestBed.open()) {
      DistantSystem distant = new DistantSystem(bed.oneLoop(), LEAST_MILLIS, MOST_MILLIS);
      String route = ROUTE.formatted(OUTSTANDING, distant.url(), OUTSTANDING);
      Engine engine = bed.engine(TestBed.NO_STORE, List.of(route));
      return measure(rates, window, bed.oneLoop(), distant.url(), engine.httpPort(), progress);
    }
  }

  private static Findings measure(
      List<Integer> rates,
      Duration window,
      Vertx vertx,
      String distant,
      int port,
      Progress progress)
      throws Exception {
    Context context = vertx.getOrCreateContext();
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(OUTSTANDING));
    Sink engine =
        new HttpSink(
            client,
            "POST",
            "http://127.0.0.1:" + port + "/ingestion",
            Map.of("content-type", "application/json"),
            TIMEOUT);
    Measurement measurement = new Measurement(vertx, context, OUTSTANDING);
    List<Point> blocking = new ArrayList<>();
    List<Point> asynchronous = new ArrayList<>();
    progress.at(0, "warming up");
    measurement.run(engine, load(200, Duration.ofSeconds(2)));
    for (int i = 0; i < rates.size(); i++) {
      int rate = rates.get(i);
      Load load = load(rate, window);
      progress.at((double) i / rates.size(), "one thread at " + rate + "/s");
      try (BlockingPipeline pipeline = new BlockingPipeline(context, distant, OUTSTANDING)) {
        blocking.add(new Point(rate, measurement.run(pipeline, load, pipeline::abandon)));
      }
      progress.at((i + 0.5) / rates.size(), "the engine at " + rate + "/s");
      asynchronous.add(new Point(rate, measurement.run(engine, load)));
    }
    return findings(window, blocking, asynchronous);
  }

  private static Load load(double rate, Duration window) {
    return Loads.poisson(rate, window);
  }

  static Findings findings(Duration window, List<Point> blocking, List<Point> asynchronous) {
    double mean = (LEAST_MILLIS + MOST_MILLIS) / 2.0;
    return new Findings(
        String.format(
            Locale.ROOT,
            "One thread that waits %d to %d ms for each answer, %.0f ms in the mean, ends at 1/%.3f"
                + " s = %.0f messages a second; beyond that its messages wait without bound. The"
                + " engine waits for many answers at a time, so that its throughput follows the"
                + " rate and its latency stays near the network's.",
            LEAST_MILLIS,
            MOST_MILLIS,
            mean,
            mean / 1e3,
            1e3 / mean),
        List.of(
            "A destination answers 200 after "
                + LEAST_MILLIS
                + " to "
                + MOST_MILLIS
                + " ms, evenly spread, to any number of requests at a time. Both pipelines deliver"
                + " the same messages of 256 bytes to it, at the same times: arrivals are a Poisson"
                + " process, each rate for "
                + window.toSeconds()
                + " s, first the one pipeline and then the other. At most "
                + OUTSTANDING
                + " messages may be outstanding.",
            "The blocking pipeline is handed messages in memory and posts them by java.net.http,"
                + " one after the other; what still waits at the end of a rate's time is given up"
                + " and not in its latency, which flatters it. The engine is reached over HTTP, so"
                + " that every message of its own crosses one more connection.",
            "Latency counts from when a message was due. Everything runs in one JVM, on the"
                + " processors named above."),
        List.of(table(blocking, asynchronous)),
        List.of(
            new Findings.Plot(
                "throughput.png",
                "Answers a second by rate",
                new Findings.Axis("messages due a second", true),
                new Findings.Axis("answers a second", true),
                List.of(
                    series("one thread", blocking, point -> point.figures().answeredPerSecond()),
                    series("engine", asynchronous, point -> point.figures().answeredPerSecond()))),
            new Findings.Plot(
                "latency.png",
                "Latency by rate",
                new Findings.Axis("messages due a second", true),
                new Findings.Axis("milliseconds from when a message was due", true),
                List.of(
                    series("one thread, p50", blocking, point -> point.millis(50)),
                    series("one thread, p99", blocking, point -> point.millis(99)),
                    series("engine, p50", asynchronous, point -> point.millis(50)),
                    series("engine, p99", asynchronous, point -> point.millis(99))))),
        IngestionConclusions.of(blocking, asynchronous, 1e3 / mean, MOST_MILLIS));
  }

  /** A number of a point. */
  private interface Figure {
    double of(Point point);
  }

  /** Points without an answer have no place on a logarithmic axis. */
  private static Findings.Series series(String name, List<Point> points, Figure figure) {
    List<Point> answered = points.stream().filter(point -> point.figures().answered() > 0).toList();
    return new Findings.Series(
        name,
        answered.stream().map(Point::rate).toList(),
        answered.stream().map(figure::of).toList());
  }

  private static Findings.Table table(List<Point> blocking, List<Point> asynchronous) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < blocking.size(); i++) {
      List<String> row = new ArrayList<>();
      row.add(String.format(Locale.ROOT, "%.0f", blocking.get(i).rate()));
      addCells(row, blocking.get(i));
      addCells(row, asynchronous.get(i));
      rows.add(row);
    }
    return new Findings.Table(
        "Numbers",
        List.of(
            "due/s",
            "one thread: answers/s",
            "answered of due",
            "p50 ms",
            "p99 ms",
            "engine: answers/s",
            "answered of due",
            "p50 ms",
            "p99 ms"),
        rows);
  }

  private static void addCells(List<String> row, Point point) {
    row.add(String.format(Locale.ROOT, "%.1f", point.figures().answeredPerSecond()));
    row.add(point.figures().answered() + "/" + point.due());
    row.add(String.format(Locale.ROOT, "%.1f", point.millis(50)));
    row.add(String.format(Locale.ROOT, "%.1f", point.millis(99)));
  }
}
