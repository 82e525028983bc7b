package io.roundtrip.pg;

import java.nio.charset.StandardCharsets;

/** Names of tables and columns as SQL writes them. Stateless. */
public final class SqlName {
  /** A longer one is cut by the server without an error, and may then name something else. */
  private static final int MOST_BYTES = 63;

  private SqlName() {}

  /**
   * One name, quoted: exactly this one, whatever it holds.
   *
   * @throws IllegalArgumentException if no table or column can have that name
   */
  public static String quote(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name must not be empty or hold a zero byte");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a name must have at most " + MOST_BYTES + " bytes, got " + name);
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A table's name, or its schema's and its own with a dot between them. */
  public static String quoteTable(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? quote(name)
        : quote(name.substring(0, dot)) + "." + quote(name.substring(dot + 1));
  }
}
