package io.roundtrip.web;

import org.jspecify.annotations.Nullable;

/**
 * A server-sent event. Immutable.
 *
 * @param id what the client tells as {@code Last-Event-ID} when it comes again; null for none
 * @param type null for {@code message}
 * @param data of one line or more
 */
public record Event(@Nullable String id, @Nullable String type, String data) {
  /** A line break in id or type would begin another field. */
  public Event {
    requireOneLine("id", id);
    requireOneLine("type", type);
  }

  private static void requireOneLine(String what, @Nullable String text) {
    if (text != null && (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0)) {
      throw new IllegalArgumentException("an event's " + what + " must be of one line");
    }
  }

  /** An event without id and type. */
  public static Event of(String data) {
    return new Event(null, null, data);
  }

  /** As the event stream has it. */
  String text() {
    StringBuilder out = new StringBuilder(data.length() + 32);
    if (id != null) {
      out.append("id: ").append(id).append('\n');
    }
    if (type != null) {
      out.append("event: ").append(type).append('\n');
    }
    data.lines().forEach(line -> out.append("data: ").append(line).append('\n'));
    if (data.isEmpty()) {
      out.append("data:\n");
    }
    return out.append('\n').toString();
  }
}
