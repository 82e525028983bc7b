package io.roundtrip.app;

import io.roundtrip.load.LoadFigures;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What a load came to, as text or JSON. Immutable.
 *
 * @param url where it went
 * @param askedPerSecond the rate that was asked for
 * @param figures what was counted
 */
record LoadReport(String url, double askedPerSecond, LoadFigures figures) {
  private static final double MICROS_PER_MILLI = 1e3;

  void print(PrintWriter out) {
    LoadFigures f = figures;
    out.println("sent to " + url);
    out.printf(
        Locale.ROOT,
        "  messages    %d sent, %d answered (%.1f/s; asked for %s/s), %d without an answer, %d not"
            + " sent%n",
        f.sent(),
        f.answered(),
        f.answeredPerSecond(),
        trimmed(askedPerSecond),
        f.failed(),
        f.notSent());
    line(out, "latency", f.latency());
    f.latencies()
        .forEach(
            (outcome, latency) -> {
              out.printf(Locale.ROOT, "  %-14s %d%n", outcome, latency.getTotalCount());
              if (f.latencies().size() > 1) {
                line(out, "", latency);
              }
            });
    f.statuses()
        .forEach((status, count) -> out.printf(Locale.ROOT, "  HTTP %-9d %d%n", status, count));
    f.failures()
        .forEach((what, count) -> out.printf(Locale.ROOT, "  no answer %d: %s%n", count, what));
    if (f.notSent() > 0) {
      out.println(
          "  not sent: so many were due while "
              + f.outstandingMost()
              + " were outstanding; the route does not keep up with the rate");
    }
    out.printf(
        Locale.ROOT,
        "  sender      p99 %.3f ms late; at most %d outstanding%n",
        f.lateness().getValueAtPercentile(99) / MICROS_PER_MILLI,
        f.outstandingMost());
    hint(out);
  }

  /** What a first user runs into: messages made up by us that the route does not want. */
  private void hint(PrintWriter out) {
    long refused =
        figures.statuses().getOrDefault(400, 0L)
            + figures.statuses().getOrDefault(415, 0L)
            + figures.statuses().getOrDefault(422, 0L);
    if (refused > 0 && refused == figures.answered()) {
      out.println(
          "  The route refused every message as it is: give one that it takes by --body FILE, and"
              + " its type by --header 'Content-Type: …'.");
    }
  }

  private static void line(PrintWriter out, String name, Histogram latency) {
    out.printf(
        Locale.ROOT,
        "  %-11s p50 %.3f  p90 %.3f  p99 %.3f  p99.9 %.3f  max %.3f ms%s%n",
        name,
        latency.getValueAtPercentile(50) / MICROS_PER_MILLI,
        latency.getValueAtPercentile(90) / MICROS_PER_MILLI,
        latency.getValueAtPercentile(99) / MICROS_PER_MILLI,
        latency.getValueAtPercentile(99.9) / MICROS_PER_MILLI,
        latency.getMaxValue() / MICROS_PER_MILLI,
        name.isEmpty() ? "" : ", from when a message was due");
  }

  private static String trimmed(double rate) {
    return rate == Math.rint(rate) ? Long.toString((long) rate) : Double.toString(rate);
  }

  /** One line while it goes on. */
  static String progress(LoadFigures now, LoadFigures before, long elapsedNanos) {
    return String.format(
        Locale.ROOT,
        "%3d s  %d answers/s  %d sent, %d answered, %d outstanding, %d not sent, %d failed; p99"
            + " %.1f ms",
        TimeUnit.NANOSECONDS.toSeconds(elapsedNanos),
        now.answered() - before.answered(),
        now.sent(),
        now.answered(),
        now.outstanding(),
        now.notSent(),
        now.failed(),
        now.latency().getValueAtPercentile(99) / MICROS_PER_MILLI);
  }

  JsonObject toJson() {
    JsonObject outcomes = new JsonObject();
    figures
        .latencies()
        .forEach(
            (outcome, latency) ->
                outcomes.put(
                    outcome,
                    new JsonObject()
                        .put("count", latency.getTotalCount())
                        .put("latencyMs", percentiles(latency))));
    JsonObject statuses = new JsonObject();
    figures.statuses().forEach((status, count) -> statuses.put(String.valueOf(status), count));
    JsonObject failures = new JsonObject();
    figures.failures().forEach(failures::put);
    return new JsonObject()
        .put("url", url)
        .put("seconds", figures.lastNanos() / 1e9)
        .put("askedPerSecond", askedPerSecond)
        .put("answeredPerSecond", figures.answeredPerSecond())
        .put("sent", figures.sent())
        .put("answered", figures.answered())
        .put("failed", figures.failed())
        .put("notSent", figures.notSent())
        .put("outstandingMost", figures.outstandingMost())
        .put("latencyMs", percentiles(figures.latency()))
        .put("latenessMs", percentiles(figures.lateness()))
        .put("outcomes", outcomes)
        .put("statuses", statuses)
        .put("failures", failures);
  }

  private static JsonObject percentiles(Histogram latency) {
    return new JsonObject()
        .put("p50", latency.getValueAtPercentile(50) / MICROS_PER_MILLI)
        .put("p90", latency.getValueAtPercentile(90) / MICROS_PER_MILLI)
        .put("p99", latency.getValueAtPercentile(99) / MICROS_PER_MILLI)
        .put("p99.9", latency.getValueAtPercentile(99.9) / MICROS_PER_MILLI)
        .put("max", latency.getMaxValue() / MICROS_PER_MILLI);
  }
}
