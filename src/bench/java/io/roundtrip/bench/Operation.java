package io.roundtrip.bench;

import io.roundtrip.bench.BenchTable.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table: which methods it sets side by side, and what is aimed at. Immutable.
 *
 * @param bench the class
 * @param variant what its methods' names end with
 * @param title what it says in the table
 * @param aims what the loop future is to reach
 */
record Operation(String bench, String variant, String title, List<Aim> aims) {
  private static final Aim NO_GARBAGE = new Aim("0 B", row -> row.loop().bytes(), " B", 0.1, true);
  private static final Aim TWICE_VERTX =
      new Aim("≥ 2× Vert.x", row -> row.vertx().nanos() / row.loop().nanos(), "×", 2, false);
  private static final Aim THRICE_COMPLETABLE =
      new Aim(
          "≥ 3× CompletableFuture",
          row -> row.completable().nanos() / row.loop().nanos(),
          "×",
          3,
          false);
  private static final Aim EACH_STEP =
      new Aim(
          "≤ 10 ns a step beyond plain",
          row -> (row.loop().nanos() - row.plain().nanos()) / 3,
          " ns",
          10,
          true);

  /** In the order of the table. */
  static final List<Operation> ALL =
      List.of(
          of("CreateBench", "", "create, complete, consume", within(10), NO_GARBAGE),
          of("CreateBench", "Escaping", "the same, escaping", within(10), NO_GARBAGE),
          of(
              "ReadyChainBench",
              "",
              "ready chain of 3",
              EACH_STEP,
              NO_GARBAGE,
              TWICE_VERTX,
              THRICE_COMPLETABLE),
          of(
              "ReadyChainBench",
              "Escaping",
              "the same, escaping",
              EACH_STEP,
              NO_GARBAGE,
              TWICE_VERTX,
              THRICE_COMPLETABLE),
          of(
              "PendingChainBench",
              "",
              "pending chain of 3",
              within(40),
              NO_GARBAGE,
              TWICE_VERTX,
              THRICE_COMPLETABLE),
          of(
              "PendingChainBench",
              "Escaping",
              "the same, escaping",
              within(40),
              NO_GARBAGE,
              TWICE_VERTX,
              THRICE_COMPLETABLE),
          of(
              "ComposeChainBench",
              "",
              "chain of 3 `thenCompose`",
              NO_GARBAGE,
              TWICE_VERTX,
              THRICE_COMPLETABLE),
          of("ErrorBench", "", "error and `handleError`", NO_GARBAGE),
          of("WhenAllOfTwoBench", "Ready", "`whenAll` of 2, ready", NO_GARBAGE),
          of("WhenAllOfTwoBench", "Pending", "`whenAll` of 2, pending", NO_GARBAGE),
          of("WhenAllOfTenBench", "", "`whenAll` of a list of 10", NO_GARBAGE),
          of("BridgeBench", "Completed", "bridge from a completed Vert.x future", NO_GARBAGE),
          of(
              "BridgeBench",
              "Pending",
              "bridge from a pending Vert.x future",
              new Aim(
                  "0 B beyond Vert.x's",
                  row -> row.loop().bytes() - row.vertx().bytes(),
                  " B",
                  0.1,
                  true)),
          of("PipelineBench", "", "pipeline of 5 ready steps", NO_GARBAGE),
          of("ListOperationsBench", "", "list operations on 10 items, ready steps"),
          of("PendingListOperationsBench", "", "the same, pending steps"),
          of("SubmitBench", "Same", "`submitTo` the same core"),
          of("SubmitBench", "Cross", "`submitTo` another core, and back"));

  private static Operation of(String bench, String variant, String title, Aim... aims) {
    return new Operation(bench, variant, title, List.of(aims));
  }

  private static Aim within(int nanos) {
    return new Aim("≤ " + nanos + " ns", row -> row.loop().nanos(), " ns", nanos, true);
  }

  String aimText() {
    return String.join("; ", aims.stream().map(Aim::text).toList());
  }

  /** Yes, or what was missed and what was measured instead. */
  String met(Map<String, Figure> row) {
    if (aims.isEmpty()) {
      return "";
    }
    if (row.size() < 4) {
      return "not all measured";
    }
    List<String> missed = new ArrayList<>();
    for (Aim aim : aims) {
      String said = aim.missedBy(new Row(row));
      if (said != null) {
        missed.add(said);
      }
    }
    return missed.isEmpty() ? "yes" : "no: " + String.join("; ", missed);
  }

  /** A full row. */
  private record Row(Map<String, Figure> figures) {
    private Figure at(String column) {
      Figure figure = figures.get(column);
      if (figure == null) {
        throw new IllegalStateException("no column '" + column + "'");
      }
      return figure;
    }

    Figure loop() {
      return at("loop");
    }

    Figure vertx() {
      return at("vertx");
    }

    Figure completable() {
      return at("completable");
    }

    Figure plain() {
      return at("plain");
    }
  }

  /** How a figure is had from a row. */
  private interface Measure {
    double of(Row row);
  }

  /** What is aimed at. */
  private record Aim(String text, Measure measure, String unit, double limit, boolean atMost) {
    @Nullable String missedBy(Row row) {
      double measured = measure.of(row);
      boolean met = atMost ? measured <= limit : measured >= limit;
      return met ? null : text + " (" + BenchTable.number(measured) + unit + ")";
    }
  }
}
