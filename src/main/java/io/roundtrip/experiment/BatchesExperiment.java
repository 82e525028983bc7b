package io.roundtrip.experiment;

import io.roundtrip.bus.Bus;
import io.roundtrip.engine.Engine;
import io.roundtrip.load.BusSink;
import io.roundtrip.load.Jitter;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.MessageSource.WhenFull;
import io.roundtrip.load.Schedule;
import io.roundtrip.load.Sink;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Experiment 3: how many rows, and for how long, a batch should wait for. Immutable. */
final class BatchesExperiment implements Experiment {
  /** The part of what the largest batches take in that is sent to all. */
  static final double PART = 0.6;

  static final int OUTSTANDING = 4_000;

  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration SETTLING = Duration.ofMillis(100);
  private static final int CALIBRATION = 5_000;
  private static final int CALIBRATIONS = 4;
  static final int CALIBRATING = 2_000;

  private static final String ROUTE =
      """
      id: %s
      queue: { capacity: 4000 }
      deadline: 1s
      to:
        - id: table
          postgres:
            table: %s
            columns: { body: "*" }
            batch: { count: %d, age: %dms, when-idle: wait }
            timeout: 1s
            concurrency: 4000
      """;

  /** What a batch costs the database. */
  enum Cost {
    /** What it costs. */
    PLAIN,
    /** A pause in each statement on top of it. */
    SLOW;

    String table() {
      return this == PLAIN ? "plain" : "slow";
    }

    String text(BatchesPlan plan) {
      return this == PLAIN ? "as it is" : "with " + plan.slowMillis() + " ms more for each batch";
    }
  }

  @Override
  public String title() {
    return "batch size and age";
  }

  @Override
  public Findings run(Depth depth, Progress progress) throws Exception {
    return run(BatchesPlan.of(depth), progress);
  }

  Findings run(BatchesPlan plan, Progress progress) throws Exception {
    try (TestBed bed = TestBed.open()) {
      progress.at(0, "starting PostgreSQL");
      Database database = bed.database();
      database.run(bed.oneLoop(), tables(plan));
      Engine engine = bed.engine(database, routes(plan));
      return measure(plan, engine.vertx(), progress);
    }
  }

  private static List<String> tables(BatchesPlan plan) {
    return List.of(
        "CREATE TABLE plain (body text)",
        "CREATE TABLE slow (body text)",
        "CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep("
            + plan.slowMillis() / 1e3
            + "); RETURN NULL; END$$",
        "CREATE TRIGGER pause AFTER INSERT ON slow FOR EACH STATEMENT EXECUTE FUNCTION pause()");
  }

  private static List<String> routes(BatchesPlan plan) {
    List<String> routes = new ArrayList<>();
    for (Cost cost : Cost.values()) {
      for (int count : plan.counts()) {
        for (int ageMillis : plan.agesMillis()) {
          routes.add(ROUTE.formatted(id(cost, count, ageMillis), cost.table(), count, ageMillis));
        }
      }
    }
    return routes;
  }

  private static String id(Cost cost, int count, int ageMillis) {
    return cost.table() + "-" + count + "-" + ageMillis;
  }

  private static Findings measure(BatchesPlan plan, Vertx vertx, Progress progress)
      throws Exception {
    Context context = vertx.getOrCreateContext();
    Bus bus = Bus.of(vertx);
    progress.at(0.05, "how much the largest batches take in");
    double most = calibrate(plan, new Measurement(vertx, context, CALIBRATING, WhenFull.WAIT), bus);
    double rate = Math.max(1, Math.round(PART * most));
    Measurement measurement = new Measurement(vertx, context, OUTSTANDING);
    String single = id(Cost.PLAIN, plan.counts().getFirst(), plan.agesMillis().getFirst());
    measurement.run(sink(bus, single), Loads.poisson(rate, plan.window())); // warms that way up
    Map<Cost, List<BatchCell>> cells = new EnumMap<>(Cost.class);
    int all = Cost.values().length * plan.counts().size() * plan.agesMillis().size();
    int done = 0;
    for (Cost cost : Cost.values()) {
      List<BatchCell> of = cells.computeIfAbsent(cost, first -> new ArrayList<>());
      for (int ageMillis : plan.agesMillis()) {
        for (int count : plan.counts()) {
          String route = id(cost, count, ageMillis);
          progress.at(0.1 + 0.9 * done++ / all, route);
          // What the one before left in the database and on the loops is not this one's.
          Thread.sleep(SETTLING);
          LoadFigures figures =
              measurement.run(sink(bus, route), Loads.poisson(rate, plan.window()));
          of.add(BatchCell.of(count, ageMillis, figures, plan.window()));
        }
      }
    }
    return BatchesReport.of(plan, rate, cells);
  }

  /** Messages a second into the largest batches, from senders that each wait for their answer. */
  private static double calibrate(BatchesPlan plan, Measurement measurement, Bus bus)
      throws Exception {
    int count = Collections.max(plan.counts());
    int ageMillis = plan.agesMillis().get(plan.agesMillis().size() / 2);
    Sink sink = sink(bus, id(Cost.PLAIN, count, ageMillis));
    Schedule atOnce = new Schedule(Schedule.MOST_PER_SECOND, Jitter.NONE, null, CALIBRATION, null);
    double most = 0;
    for (int i = 0; i < CALIBRATIONS; i++) { // all but the last warm up
      LoadFigures figures = measurement.run(sink, Loads.of(atOnce));
      most = figures.count("delivered") * 1e9 / Math.max(1, figures.lastNanos());
    }
    return most;
  }

  private static Sink sink(Bus bus, String route) {
    return new BusSink(bus, route, Map.of(), DEADLINE);
  }
}
