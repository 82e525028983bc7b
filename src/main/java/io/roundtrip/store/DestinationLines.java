package io.roundtrip.store;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message at its destinations, as one text of a line for each: id, verdict, reason, status, attempts and
 * nanoseconds, with spaces between them, which no id has. Stateless.
 */
final class DestinationLines {
  private static final String NONE = "-";
  private static final int FIELDS = 6;
  private static final Map<String, Verdict> VERDICTS = new HashMap<>();
  private static final Map<String, Reason> REASONS = new HashMap<>();

  static {
    for (Verdict verdict : Verdict.values()) {
      VERDICTS.put(verdict.text(), verdict);
    }
    for (Reason reason : Reason.values()) {
      REASONS.put(reason.code(), reason);
    }
  }

  private DestinationLines() {}

  static String of(List<DestinationOutcome> destinations) {
    if (destinations.isEmpty()) {
      return "";
    }
    StringBuilder lines = new StringBuilder(64 * destinations.size());
    for (DestinationOutcome destination : destinations) {
      Verdict verdict = destination.verdict();
      Reason reason = destination.reason();
      lines
          .append(lines.isEmpty() ? "" : "\n")
          .append(destination.id())
          .append(' ')
          .append(verdict == null ? NONE : verdict.text())
          .append(' ')
          .append(reason == null ? NONE : reason.code())
          .append(' ')
          .append(destination.status())
          .append(' ')
          .append(destination.attempts())
          .append(' ')
          .append(destination.durationNanos());
    }
    return lines.toString();
  }

  /** A verdict or reason that a newer release wrote, and this one does not know, is none. */
  static List<DestinationOutcome> read(String lines) {
    if (lines.isEmpty()) {
      return List.of();
    }
    List<DestinationOutcome> destinations = new ArrayList<>();
    for (String line : lines.split("\n", -1)) {
      String[] fields = line.split(" ", FIELDS);
      @Nullable Verdict verdict = VERDICTS.get(fields[1]);
      @Nullable Reason reason = REASONS.get(fields[2]);
      destinations.add(
          new DestinationOutcome(
              fields[0],
              verdict,
              reason,
              Integer.parseInt(fields[3]),
              Integer.parseInt(fields[4]),
              Long.parseLong(fields[5])));
    }
    return List.copyOf(destinations);
  }
}
