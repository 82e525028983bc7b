package io.roundtrip.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets the results of a run side by side: from JMH's JSON, the Markdown table of docs/performance.md. Immutable. */
public final class BenchTable {
  private static final List<String> COLUMNS = List.of("loop", "vertx", "completable", "plain");

  private final Map<String, Figure> figures = new HashMap<>();

  private BenchTable(JsonNode results) {
    for (JsonNode result : results) {
      String name = result.get("benchmark").asText();
      Figure figure =
          new Figure(
              result.at("/primaryMetric/score").asDouble(),
              result.at("/primaryMetric/scoreError").asDouble(Double.NaN),
              result.at("/secondaryMetrics/gc.alloc.rate.norm/score").asDouble());
      figures.put(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1), figure);
    }
  }

  /** Prints the table of a results.json. */
  public static void main(String[] args) throws IOException {
    new PrintStream(System.out, true).print(of(Path.of(args[0])));
  }

  static String of(Path results) throws IOException {
    return new BenchTable(new ObjectMapper().readTree(results.toFile())).markdown();
  }

  private String markdown() {
    StringBuilder out = new StringBuilder();
    out.append(
        "| operation | loop future | Vert.x | CompletableFuture | plain call | aim | met |\n");
    out.append("|---|---|---|---|---|---|---|\n");
    for (Operation operation : Operation.ALL) {
      Map<String, Figure> row = row(operation);
      if (!row.isEmpty()) {
        out.append("| ").append(operation.title()).append(" | ");
        for (String column : COLUMNS) {
          out.append(cell(row.get(column))).append(" | ");
        }
        out.append(operation.aimText()).append(" | ").append(operation.met(row)).append(" |\n");
      }
    }
    appendAwaited(out);
    return out.toString();
  }

  private Map<String, Figure> row(Operation operation) {
    Map<String, Figure> row = new HashMap<>();
    for (String column : COLUMNS) {
      Figure figure = figures.get(operation.bench() + "." + column + operation.variant());
      if (figure != null) {
        row.put(column, figure);
      }
    }
    return row;
  }

  /** The styles beside each other: awaited code is no column, because it runs on another kind of thread. */
  private void appendAwaited(StringBuilder out) {
    List<String> lines = new ArrayList<>();
    Figure await = figures.get("AwaitBench.awaited");
    if (await != null) {
      lines.add(
          "| await of a completed Vert.x future | %s | | ≤ 150 ns | %s |"
              .formatted(cell(await), await.nanos() <= 150 ? "yes" : "no"));
    }
    for (String pending : List.of("", "Pending")) {
      Figure awaited = figures.get(pending + "ListOperationsBench.awaited");
      Figure explicit = figures.get(pending + "ListOperationsBench.loop");
      if (awaited != null && explicit != null) {
        lines.add(
            "| list operations on 10 items, %s steps | %s | %s | explicit : awaited = 1 : %s | |"
                .formatted(
                    pending.isEmpty() ? "ready" : "pending",
                    cell(awaited),
                    cell(explicit),
                    ratio(awaited.nanos() / explicit.nanos())));
      }
    }
    if (!lines.isEmpty()) {
      out.append(
          "\n| on a virtual thread | awaited | explicit, on the loop | aim or ratio | met |\n");
      out.append("|---|---|---|---|---|\n");
      lines.forEach(line -> out.append(line).append('\n'));
    }
  }

  private static String cell(@Nullable Figure figure) {
    if (figure == null) {
      return "";
    }
    String error = Double.isNaN(figure.error()) ? "" : " ± " + number(figure.error());
    return number(figure.nanos()) + error + " ns, " + bytes(figure.bytes()) + " B";
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }

  /** Other threads allocate a little meanwhile; what is shared out to less than a tenth of a byte is theirs. */
  static String bytes(double value) {
    return value < 0.1 ? "0" : number(value);
  }

  /**
   * What was measured of one method.
   *
   * @param nanos for one operation
   * @param error half of the interval that holds 99.9 % by JMH's estimate; NaN if it has none
   * @param bytes allocated for one operation
   */
  record Figure(double nanos, double error, double bytes) {}
}
