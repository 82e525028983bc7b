package io.roundtrip.pg;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses the statements that would spoil a connection for those who use it too. Loop-confined.
 *
 * <p>COPY changes the protocol in a way that the client does not speak, and the connection never answers again. BEGIN,
 * COMMIT and their like would take other callers' statements, pipelined on the same connection, into one's own
 * transaction. SET, LISTEN and PREPARE would outlast their caller. Only the first word of each statement is read, after
 * comments; what a function does inside the server is its author's business.
 */
final class SqlCheck {
  private static final int MOST_KNOWN = 1_024;
  private static final Set<String> OF_THE_SESSION =
      Set.of("RESET", "LISTEN", "UNLISTEN", "DISCARD", "PREPARE", "DEALLOCATE");
  private static final Set<String> OF_THE_TRANSACTION =
      Set.of("BEGIN", "START", "COMMIT", "END", "ABORT", "ROLLBACK", "SAVEPOINT", "RELEASE");

  // Texts that passed, so that a statement used again is not read again.
  private final Set<String> known = new HashSet<>();

  /** Why the text is refused; null if it is not. */
  @Nullable String refusal(String sql, boolean inTransaction) {
    if (!inTransaction && known.contains(sql)) {
      return null;
    }
    String refusal = read(sql, inTransaction);
    if (refusal == null && !inTransaction && known.size() < MOST_KNOWN) {
      known.add(sql);
    }
    return refusal;
  }

  /** {@link #refusal} without memory. */
  static @Nullable String read(String sql, boolean inTransaction) {
    SqlWords words = new SqlWords(sql);
    boolean first = true;
    String before = "";
    for (String word = words.next(); word != null; word = words.next()) {
      if (word.equals(";")) {
        first = true;
      } else {
        String upper = word.toUpperCase(Locale.ROOT);
        if (first) {
          first = false;
          String refusal = judge(upper, words, inTransaction);
          if (refusal != null) {
            return refusal;
          }
        } else if (before.equals("BEGIN") && upper.equals("ATOMIC")) {
          return null; // the body of a function: its semicolons end no statement of ours
        }
        before = upper;
      }
    }
    return null;
  }

  private static @Nullable String judge(String first, SqlWords words, boolean inTransaction) {
    if (first.equals("COPY")) {
      return "COPY is not supported: insert with UNNEST, read with a stream";
    }
    if (OF_THE_SESSION.contains(first)) {
      return first + " would outlast its caller on a connection that others use";
    }
    if (first.equals("SET")) {
      String what = words.peekUpper();
      boolean local = Set.of("LOCAL", "CONSTRAINTS", "TRANSACTION").contains(what);
      return inTransaction && local
          ? null
          : "SET would outlast its caller on a connection that others use: SET LOCAL in a"
              + " transaction";
    }
    if (OF_THE_TRANSACTION.contains(first)) {
      boolean savepoint =
          first.equals("SAVEPOINT")
              || first.equals("RELEASE")
              || (first.equals("ROLLBACK") && words.rollsBackToSavepoint());
      return inTransaction && savepoint
          ? null
          : first + " is not sent as a statement: use begin, commit, rollback or inTransaction";
    }
    return null;
  }
}
