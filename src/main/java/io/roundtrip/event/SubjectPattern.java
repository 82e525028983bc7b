package io.roundtrip.event;

import java.util.List;

/** One pattern, to hold subjects against. Immutable. */
public final class SubjectPattern {
  private final String text;
  private final List<String> tokens;

  /** The pattern of the text, or an error that says what a pattern is. */
  public SubjectPattern(String text) {
    String problem = Subjects.patternProblem(text);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    this.text = text;
    this.tokens = Subjects.tokens(text);
  }

  /** Whether the subject fits. */
  public boolean matches(String subject) {
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (from > subject.length()) {
        return false; // the subject has fewer tokens
      }
      String token = tokens.get(i);
      if (token.equals(">")) {
        return true;
      }
      int dot = subject.indexOf('.', from);
      int end = dot < 0 ? subject.length() : dot;
      boolean same =
          end - from == token.length() && subject.regionMatches(from, token, 0, token.length());
      if (!same && !token.equals("*")) {
        return false;
      }
      from = end + 1;
    }
    return from > subject.length();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
