package io.roundtrip.app;

import java.net.BindException;
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

  /** What to print. A bug of ours has no message worth reading alone, so its type stands before it. */
  static String sentence(Throwable failure) {
    Throwable cause = cause(failure);
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof BindException) {
        return "roundtrip: cannot listen: "
            + cause.getMessage()
            + "; stop what uses the port, or set http.port and management.port in the conf";
      }
    }
    return "roundtrip: "
        + (cause instanceof IllegalStateException
            ? cause.getMessage()
            : cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }
}
