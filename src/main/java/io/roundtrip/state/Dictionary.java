package io.roundtrip.state;

import io.roundtrip.net.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entity's dictionary as a JSON object, and back: values stay as they are written, which no parser of the store's sees to
 * (a text may hold a zero character, which PostgreSQL cannot take apart). Stateless.
 */
public final class Dictionary {
  private final String json;
  private int at;

  private Dictionary(String json) {
    this.json = json;
  }

  static String write(Map<String, String> data) {
    StringBuilder out = new StringBuilder(64).append('{');
    data.forEach(
        (name, value) -> {
          if (out.length() > 1) {
            out.append(',');
          }
          Json.string(out, name).append(':').append(value);
        });
    return out.append('}').toString();
  }

  /**
   * Reads what {@link Entity#json} wrote.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static Map<String, String> read(String json) {
    Dictionary reading = new Dictionary(json);
    Map<String, String> data = new LinkedHashMap<>();
    reading.take('{');
    while (reading.peek() != '}') {
      if (!data.isEmpty()) {
        reading.take(',');
      }
      String name = reading.name();
      reading.take(':');
      data.put(name, reading.value());
    }
    return Collections.unmodifiableMap(data);
  }

  private char peek() {
    if (at >= json.length()) {
      throw new IllegalArgumentException("a dictionary ends in its middle");
    }
    return json.charAt(at);
  }

  private void take(char expected) {
    if (peek() != expected) {
      throw new IllegalArgumentException("a dictionary lacks '" + expected + "' at " + at);
    }
    at++;
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    take('"');
    while (peek() != '"') {
      char c = json.charAt(at++);
      if (c != '\\') {
        name.append(c);
      } else if (peek() == 'u') {
        name.append((char) Integer.parseInt(json, at + 1, at + 5, 16));
        at += 5;
      } else {
        name.append(json.charAt(at++));
      }
    }
    at++;
    return name.toString();
  }

  /** Up to the comma or brace that ends it: those inside of it stand between its own braces or quotes. */
  private String value() {
    int start = at;
    int depth = 0;
    boolean quoted = false;
    while (depth > 0 || quoted || (peek() != ',' && peek() != '}')) {
      char c = peek();
      if (quoted) {
        at += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else {
        quoted = c == '"';
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      }
      at++;
    }
    return json.substring(start, at);
  }
}
