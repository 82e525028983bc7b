package io.roundtrip.pg;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the words of an SQL text, one after the other. Confined to its user. Comments, strings, quoted identifiers and
 * dollar-quoted bodies are skipped; of the rest, words and semicolons are returned.
 */
final class SqlWords {
  private final String sql;
  private int at;

  SqlWords(String sql) {
    this.sql = sql;
  }

  /** The next word, {@code ;}, or null at the end. */
  @Nullable String next() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == ';') {
        at++;
        return ";";
      } else if (isWordStart(c)) {
        return word();
      } else {
        skip(c);
      }
    }
    return null;
  }

  /** The word that comes next, in capitals, which is not consumed; empty at the end. */
  String peekUpper() {
    int here = at;
    String word = next();
    at = here;
    return word == null ? "" : word.toUpperCase(Locale.ROOT);
  }

  /** Whether {@code [WORK | TRANSACTION] TO} comes next; it is not consumed. */
  boolean rollsBackToSavepoint() {
    int here = at;
    String word = peekUpper();
    if (word.equals("WORK") || word.equals("TRANSACTION")) {
      next();
      word = peekUpper();
    }
    at = here;
    return word.equals("TO");
  }

  private String word() {
    int from = at;
    while (at < sql.length() && isWordPart(sql.charAt(at))) {
      at++;
    }
    String word = sql.substring(from, at);
    if (at < sql.length() && sql.charAt(at) == '\'' && word.equalsIgnoreCase("E")) {
      quoted('\'', true);
    }
    return word;
  }

  private void skip(char c) {
    if (c == '\'' || c == '"') {
      quoted(c, false);
    } else if (c == '$') {
      dollar();
    } else if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end + 1;
    } else if (sql.startsWith("/*", at)) {
      comment();
    } else {
      at++;
    }
  }

  private void quoted(char quote, boolean backslashes) {
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == '\\' && backslashes) {
        at++;
      } else if (c == quote) {
        if (at >= sql.length() || sql.charAt(at) != quote) {
          return;
        }
        at++;
      }
    }
  }

  /** Comments nest. */
  private void comment() {
    int depth = 0;
    do {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
  }

  /** {@code $tag$ … $tag$}; a parameter ({@code $1}) is no quote. */
  private void dollar() {
    int end = at + 1;
    while (end < sql.length() && sql.charAt(end) != '$' && isWordPart(sql.charAt(end))) {
      end++;
    }
    boolean quote =
        end < sql.length()
            && sql.charAt(end) == '$'
            && (end == at + 1 || !Character.isDigit(sql.charAt(at + 1)));
    if (!quote) {
      at = Math.max(at + 1, end);
      return;
    }
    String tag = sql.substring(at, end + 1);
    int close = sql.indexOf(tag, end + 1);
    at = close < 0 ? sql.length() : close + tag.length();
  }

  private static boolean isWordStart(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean isWordPart(char c) {
    return isWordStart(c) || Character.isDigit(c);
  }
}
