package io.roundtrip.store;

import io.roundtrip.model.Headers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Headers as one text, {@code name:value} a line: neither has a line break, and a name has no colon. Stateless. */
public final class HeaderLines {
  private HeaderLines() {}

  /** Of the names given, those that the message has. */
  public static String of(Headers headers, List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      String value = headers.get(name);
      if (value != null && value.indexOf('\n') < 0) {
        lines.append(lines.isEmpty() ? "" : "\n").append(name).append(':').append(value);
      }
    }
    return JournalTable.clean(lines.toString());
  }

  /** What {@link #of} made. */
  public static Map<String, String> read(String lines) {
    if (lines.isEmpty()) {
      return Map.of();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : lines.split("\n", -1)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1));
    }
    return headers;
  }
}
