package io.roundtrip.pg;

import org.jspecify.annotations.Nullable;

/** What a failure means for who asked, found by its SQLSTATE. Immutable. */
public enum PgKind {
  /** Nothing was changed, and the same again may succeed: a serialization failure, a deadlock, a lock not had in time. */
  RETRYABLE,

  /** Nothing was changed: the row breaks a constraint, which {@link PgFailure#constraint} names. The same again fails again. */
  CONSTRAINT,

  /** Nothing was changed: the server could not take a value of this row. The same again fails again. */
  DATA,

  /**
   * Nothing was changed: no connection, no room in the wait queue, no time left, or a server that starts, stops or is out
   * of resources.
   */
  UNAVAILABLE,

  /**
   * Nobody knows: a statement that commits by itself, or a COMMIT, was sent and no answer came. Repeat it only where a
   * repeat does no harm, or look.
   */
  UNKNOWN,

  /** Nothing was changed, and nothing but a change of code, conf or schema helps. */
  BUG;

  /**
   * The kind of a server's error. Any state that is not known here is a {@link #BUG}: never told to be worth a repeat.
   *
   * @param state five characters, or null if the error had none
   * @param message the server's, which alone tells one case of {@code 0A000} from the others
   */
  static PgKind of(@Nullable String state, @Nullable String message) {
    if (state == null || state.length() != 5) {
      return BUG;
    }
    return switch (state) {
      // Serialization, deadlock, lock not available, and a cached plan or statement that is no
      // more.
      case "40001", "40P01", "55P03", "55006", "26000" -> RETRYABLE;
      case "0A000" ->
          message != null && message.startsWith("cached plan must not change") ? RETRYABLE : BUG;
      case "40003", "08007" -> UNKNOWN;
      // A trigger's own refusal, a view's check option, two rows of one key, a row too large.
      case "P0001", "44000", "21000", "54000" -> DATA;
      // Cancelled by a time limit or an administrator; the transaction is read-only on a standby.
      case "57014", "25006", "25P03", "25P04" -> UNAVAILABLE;
      default -> ofClass(state.substring(0, 2));
    };
  }

  private static PgKind ofClass(String stateClass) {
    return switch (stateClass) {
      case "40" -> RETRYABLE;
      case "23" -> CONSTRAINT;
      // Of the row, too: what triggers and functions raise, in their own classes of states (from I
      // on) or PL/pgSQL's.
      case "22", "27", "38", "39", "P0" -> DATA;
      // Connection, credentials, resources, the operator, the system below.
      case "08", "28", "53", "57", "58" -> UNAVAILABLE;
      case "XX" -> BUG;
      default -> stateClass.charAt(0) >= 'I' ? DATA : BUG;
    };
  }
}
