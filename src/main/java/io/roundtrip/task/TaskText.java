package io.roundtrip.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.roundtrip.future.TimedOut;
import io.roundtrip.net.Problem;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Results and errors of tasks as JSON. Immutable.
 *
 * @param mapper writes results
 * @param problems what an error is to a caller; never its stack trace, and its text only where that was written for callers
 */
public record TaskText(ObjectMapper mapper, Function<? super Throwable, Problem> problems) {
  /** Results by Jackson with the modules that are there, and {@link #usualProblem}. */
  public static TaskText usual() {
    ObjectMapper mapper =
        new ObjectMapper()
            .findAndRegisterModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    return new TaskText(mapper, TaskText::usualProblem);
  }

  /** {@code timeout} (504), {@code busy} (503) where the runner was full or closed, else {@code failed} (500) with its type. */
  public static Problem usualProblem(Throwable error) {
    if (error instanceof TimedOut || error instanceof TimeoutException) {
      return Problem.of(504, "timeout", "It took too long", "there was no result in time");
    }
    if (error instanceof TaskRefused refused) {
      return Problem.of(503, "busy", "Not now", String.valueOf(refused.getMessage()))
          .retryAfter(1_000);
    }
    return Problem.of(
        500,
        "failed",
        "The operation failed",
        "it failed with a " + error.getClass().getSimpleName() + "; the log may say more");
  }

  String result(@Nullable Object value) throws JsonProcessingException {
    return mapper.writeValueAsString(value);
  }

  String error(Throwable error) {
    return problems.apply(error).body();
  }
}
