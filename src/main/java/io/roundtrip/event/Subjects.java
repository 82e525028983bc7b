package io.roundtrip.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What subjects and patterns look like. Stateless. */
public final class Subjects {
  /** How long one may be, in characters. */
  public static final int MOST_CHARACTERS = 256;

  /** How many tokens one may have. */
  public static final int MOST_TOKENS = 16;

  /** Begins the subjects on which the engine tells of failures. */
  public static final String ERRORS = "errors.";

  private Subjects() {}

  /** Why the text is no subject; null if it is one. */
  public static @Nullable String problem(String subject) {
    return problem(subject, false);
  }

  /** Why the text is no pattern; null if it is one. Every subject is one too. */
  public static @Nullable String patternProblem(String pattern) {
    return problem(pattern, true);
  }

  /** The tokens of a subject or pattern. */
  public static List<String> tokens(String subject) {
    return List.of(subject.split("\\.", -1));
  }

  /** Whether a text may be one token. */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static @Nullable String problem(String text, boolean pattern) {
    String what = pattern ? "a pattern" : "a subject";
    if (text.length() > MOST_CHARACTERS) {
      return what + " has at most " + MOST_CHARACTERS + " characters, got " + text.length();
    }
    List<String> tokens = tokens(text);
    if (tokens.size() > MOST_TOKENS) {
      return what + " has at most " + MOST_TOKENS + " tokens, got " + tokens.size();
    }
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      boolean wildcard =
          pattern && (token.equals("*") || (token.equals(">") && i == tokens.size() - 1));
      if (!wildcard && !isToken(token)) {
        return what
            + " is tokens of letters, digits, '_' and '-' with dots between"
            + (pattern ? ", '*' for any one token, '>' at the end for the rest" : "")
            + ", got '"
            + text
            + "'";
      }
    }
    return null;
  }
}
