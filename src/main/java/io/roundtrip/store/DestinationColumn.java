package io.roundtrip.store;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import io.roundtrip.net.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Destinations with what became of a message there, as a column of JSON. Stateless.
 *
 * <p>The server takes the JSON apart when it is read: what {@link #flat} brings has six texts for each destination, in order.
 */
final class DestinationColumn {
  private static final int FIELDS = 6;
  private static final double MILLIS = 1e6;

  private DestinationColumn() {}

  /** A column of JSON as an array of texts. */
  static String flat(String column) {
    return "ARRAY(SELECT v.x FROM jsonb_array_elements("
        + column
        + ") WITH ORDINALITY AS e(d, n), LATERAL (VALUES (1, d->>'id'), (2, d->>'outcome'), (3,"
        + " d->>'reason'), (4, d->>'status'), (5, d->>'attempts'), (6, d->>'durationMs'))"
        + " AS v(k, x) ORDER BY e.n, v.k)";
  }

  /** The same of a column of text that is such JSON, or empty for no destinations. */
  static String flatText(String column) {
    return "CASE WHEN "
        + column
        + " = '' THEN '{}'::text[] ELSE "
        + flat(column + "::jsonb")
        + " END";
  }

  /** Reads what {@link #flat} brought. A verdict or reason that a newer release wrote, and this one does not know, is none. */
  static List<DestinationOutcome> read(@Nullable String[] flat) {
    List<DestinationOutcome> all = new ArrayList<>(flat.length / FIELDS);
    for (int i = 0; i + FIELDS <= flat.length; i += FIELDS) {
      all.add(
          new DestinationOutcome(
              String.valueOf(flat[i]),
              verdict(flat[i + 1]),
              reason(flat[i + 2]),
              number(flat[i + 3]),
              number(flat[i + 4]),
              flat[i + 5] == null ? 0 : Math.round(Double.parseDouble(flat[i + 5]) * MILLIS)));
    }
    return all;
  }

  static String write(List<DestinationOutcome> destinations) {
    StringBuilder out = new StringBuilder(128).append('[');
    for (int i = 0; i < destinations.size(); i++) {
      DestinationOutcome destination = destinations.get(i);
      Json.member(out.append(i == 0 ? "{" : ",{"), "id", destination.id());
      Json.member(out.append(','), "outcome", destination.text());
      if (destination.reason() != null) {
        Json.member(out.append(','), "reason", destination.reason().code());
      }
      out.append(",\"status\":")
          .append(destination.status() == 0 ? "null" : Integer.toString(destination.status()));
      out.append(",\"attempts\":").append(destination.attempts());
      Json.millis(out.append(",\"durationMs\":"), destination.durationNanos()).append('}');
    }
    return out.append(']').toString();
  }

  private static int number(@Nullable String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }

  private static @Nullable Verdict verdict(@Nullable String text) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.text().equals(text)) {
        return verdict;
      }
    }
    return null; // pending
  }

  private static @Nullable Reason reason(@Nullable String code) {
    for (Reason reason : Reason.values()) {
      if (reason.code().equals(code)) {
        return reason;
      }
    }
    return null;
  }
}
