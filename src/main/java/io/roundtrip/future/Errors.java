package io.roundtrip.future;

import org.jspecify.annotations.Nullable;

/** Which of two errors a chain ends with. Stateless. */
final class Errors {
  /** How many later errors one carries at most. */
  static final int MOST_SUPPRESSED = 64;

  private static final int DEEPEST_CAUSE = 16;

  private Errors() {}

  /**
   * The first one wins and carries the later one as suppressed; but one that names the first as its cause is a translation
   * and takes its place.
   */
  static Throwable join(@Nullable Throwable first, Throwable later) {
    if (first == null || later == first || isCausedBy(later, first)) {
      return later;
    }
    attach(first, later);
    return first;
  }

  /** The first of several errors, which carries the later ones as suppressed. */
  static Throwable first(@Nullable Throwable first, Throwable later) {
    if (first == null || later == first) {
      return later;
    }
    attach(first, later);
    return first;
  }

  /** Some errors are made once and thrown for ever: what they carry must not grow with that. */
  static void attach(Throwable first, Throwable later) {
    if (first.getSuppressed().length < MOST_SUPPRESSED) {
      first.addSuppressed(later);
    }
  }

  private static boolean isCausedBy(Throwable error, Throwable cause) {
    Throwable next = error.getCause();
    for (int depth = 0; next != null && depth < DEEPEST_CAUSE; depth++) {
      if (next == cause) {
        return true;
      }
      next = next.getCause();
    }
    return false;
  }

  /** Throws the error as it is, checked or not: the caller declared what its steps may throw. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <E extends Throwable> RuntimeException rethrow(Throwable error) throws E {
    throw (E) error;
  }
}
