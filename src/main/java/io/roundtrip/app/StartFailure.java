package io.roundtrip.app;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** One sentence for what kept a command from doing its work. Immutable. */
final class StartFailure {
  private StartFailure() {}

  /** The cause behind the wrappers that futures put around it. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * What to print: the message where the failure was foreseen. A bug of ours has none worth reading alone, so its type
   * stands before it.
   */
  static String sentence(Throwable failure) {
    Throwable cause = cause(failure);
    return "roundtrip: "
        + (cause instanceof IllegalStateException
            ? cause.getMessage()
            : cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }
}
