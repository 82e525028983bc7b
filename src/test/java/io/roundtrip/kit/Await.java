package io.roundtrip.kit;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what must come true, and says what did not. Stateless. */
public final class Await {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private Await() {}

  /** Asks again and again until the answer fits; fails with the last answer after thirty seconds. */
  public static <T> T until(String what, Callable<T> question, Predicate<? super T> fits) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      T answer = ask(question);
      if (fits.test(answer)) {
        return answer;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(what + " did not come true; the last answer was: " + answer);
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  private static <T> T ask(Callable<T> question) {
    try {
      return question.call();
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  /** Waits until the management API shows the route as the test wants it. */
  public static JsonObject route(TestEngine engine, String id, Predicate<JsonObject> fits) {
    return until(
        "the state of route " + id,
        () -> TestEngine.json(engine.manage("/api/routes/" + id)),
        fits);
  }

  /** Waits until so many messages wait in the route's queue. */
  public static JsonObject depth(TestEngine engine, String id, int messages) {
    return route(engine, id, route -> route.getJsonObject("queue").getInteger("depth") == messages);
  }

  /** Waits until nothing of the route is left anywhere: no message, no credit, no slot. */
  public static JsonObject idle(TestEngine engine, String id) {
    return route(
        engine,
        id,
        route ->
            route.getJsonObject("queue").getInteger("depth") == 0
                && route.getJsonObject("queue").getLong("bytes") == 0
                && route.getInteger("inFlight") == 0
                && route.getJsonArray("destinations").stream()
                    .allMatch(to -> ((JsonObject) to).getInteger("inFlight") == 0));
  }
}
