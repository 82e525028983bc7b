package io.roundtrip.demo.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the engine's events as server-sent events, one after the other. Confined to the demo's thread, which it blocks. The
 * engine's heartbeats wake it every ten seconds, so that it never waits for ever.
 */
final class EventReader {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String DATA = "data: ";

  private final BufferedReader lines;

  /**
   * An event.
   *
   * @param epochMillis when the engine had it
   */
  record Told(String subject, long epochMillis, JsonObject data) {
    /** Of which order, if it says so. */
    String orderId() {
      return data.getString("orderId", "");
    }

    /** What it says in words; of a failure, why. */
    String text() {
      return data.getString(
          "text", data.getString("error", data.getString("reason", data.encode())));
    }
  }

  EventReader(InputStream stream) {
    lines = new BufferedReader(new InputStreamReader(stream, UTF_8));
  }

  /**
   * Reads until each subject has come so often, or nothing more comes.
   *
   * @return all that came, in its order
   */
  List<Told> until(Map<String, Integer> wanted) {
    Map<String, Integer> missing = new HashMap<>(wanted);
    List<Told> all = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!missing.isEmpty()) {
      Told told = next(end);
      if (told == null) {
        return all;
      }
      all.add(told);
      missing.computeIfPresent(told.subject(), (subject, left) -> left == 1 ? null : left - 1);
    }
    return all;
  }

  private @Nullable Told next(long endNanos) {
    while (System.nanoTime() - endNanos < 0) {
      String line = line();
      if (line == null) {
        return null;
      }
      if (line.startsWith(DATA)) {
        JsonObject event = new JsonObject(line.substring(DATA.length()));
        if (event.containsKey("subject")) { // a gap has none
          return new Told(
              event.getString("subject"),
              Instant.parse(event.getString("time")).toEpochMilli(),
              event.getValue("data") instanceof JsonObject data ? data : new JsonObject());
        }
      }
    }
    return null;
  }

  private @Nullable String line() {
    try {
      return lines.readLine();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
