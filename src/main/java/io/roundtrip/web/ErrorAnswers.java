package io.roundtrip.web;

import io.roundtrip.future.TimedOut;
import io.roundtrip.net.Problem;
import io.roundtrip.pg.PgFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients are told of a handler's failure. Immutable. A failure that nobody foresaw is logged, and told as a 500. */
final class ErrorAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

  private final Map<Class<?>, Function<Throwable, Problem>> byType;

  ErrorAnswers(Map<Class<?>, Function<Throwable, Problem>> byType) {
    this.byType = new LinkedHashMap<>(byType); // the first that fits answers
  }

  /** The answer to a failure of the route's handler. */
  Problem of(String route, Throwable thrown) {
    Throwable failure = cause(thrown);
    for (Map.Entry<Class<?>, Function<Throwable, Problem>> entry : byType.entrySet()) {
      if (entry.getKey().isInstance(failure)) {
        return ofUser(entry.getValue(), route, failure);
      }
    }
    return switch (failure) {
      case HttpError error -> error.problem();
      case PgFailure failed -> ofDatabase(route, failed);
      case TimedOut late -> Problem.of(504, "timeout", "No answer in time", "a step took too long");
      default -> unforeseen(route, failure);
    };
  }

  private static Problem ofUser(
      Function<Throwable, Problem> mapper, String route, Throwable failure) {
    @Nullable Problem problem = null; // whatever its type says, it is not our code
    try {
      problem = mapper.apply(failure);
    } catch (RuntimeException wrong) {
      failure.addSuppressed(wrong);
    }
    return problem == null ? unforeseen(route, failure) : problem;
  }

  private static Problem ofDatabase(String route, PgFailure failed) {
    return switch (failed.kind()) {
      case UNAVAILABLE, RETRYABLE ->
          Problem.of(
                  503,
                  "store-unavailable",
                  "The store cannot be had",
                  "the database does not answer now; nothing was changed by the statement that"
                      + " failed")
              .retryAfter(1_000);
      case UNKNOWN ->
          Problem.of(
              504,
              "store-unknown",
              "Nobody knows whether it was stored",
              "the database did not answer in time; what was asked of it may have been done");
      case CONSTRAINT, DATA, BUG -> unforeseen(route, failed);
    };
  }

  private static Problem unforeseen(String route, Throwable failure) {
    LOG.error("a handler failed route={}", route, failure);
    return Problem.of(
        500, "internal-error", "Internal error", "the handler failed; the engine's log says why");
  }

  private static Throwable cause(Throwable thrown) {
    Throwable failure = thrown;
    while ((failure instanceof CompletionException || failure instanceof ExecutionException)
        && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure;
  }
}
