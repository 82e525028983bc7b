package io.roundtrip.task;

import io.roundtrip.net.Endpoint;
import io.roundtrip.net.Prefer;
import io.roundtrip.net.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /tasks/{id}}: how far a task is, and its result; with {@code Prefer: wait=<s>} not before its end, for at most
 * {@link #LONGEST_WAIT}. {@code DELETE} cancels it, and may be repeated. Loop-confined: one for each listener; what it asks is
 * shared.
 *
 * <p>An answer that waits is given as it is when the listener drains.
 */
public final class TaskEndpoint implements Endpoint {
  /** How long a request waits at most, whatever it prefers. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final String PREFIX = "/tasks/";
  private static final int LONGEST_ID = 64;
  private static final CharSequence APPLIED = HttpHeaders.createOptimized("preference-applied");
  private static final Logger LOG = LoggerFactory.getLogger(TaskEndpoint.class);

  private final List<TaskSource> sources;
  private boolean draining;

  /**
   * An endpoint.
   *
   * @param sources asked in this order
   */
  public TaskEndpoint(List<? extends TaskSource> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public boolean tryHandle(HttpServerRequest request) {
    String path = request.path();
    if (path == null || !path.startsWith(PREFIX)) {
      return false;
    }
    String id = path.substring(PREFIX.length());
    if (id.isEmpty() || id.length() > LONGEST_ID || id.indexOf('/') >= 0) {
      answerUnknown(request.response());
    } else if (request.method().equals(HttpMethod.GET)) {
      Duration wait = waitOf(request);
      ask(0, source -> source.find(id, wait))
          .onComplete((found, failure) -> answer(request, found, failure, wait));
    } else if (request.method().equals(HttpMethod.DELETE)) {
      ask(0, source -> source.cancel(id))
          .onComplete((found, failure) -> answer(request, found, failure, Duration.ZERO));
    } else {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, DELETE");
      Problem.of(
              405,
              "method",
              "Method not allowed",
              "a task is read with GET or cancelled with DELETE")
          .send(request.response());
    }
    return true;
  }

  private Duration waitOf(HttpServerRequest request) {
    long nanos = Prefer.waitNanos(request.getHeader("Prefer"));
    return draining || nanos <= 0
        ? Duration.ZERO
        : Duration.ofNanos(Math.min(nanos, LONGEST_WAIT.toNanos()));
  }

  @FunctionalInterface
  private interface Question {
    Future<Optional<TaskView>> ask(TaskSource source);
  }

  private Future<Optional<TaskView>> ask(int at, Question question) {
    if (at == sources.size()) {
      return Future.succeededFuture(Optional.empty());
    }
    return question
        .ask(sources.get(at))
        .compose(
            found -> found.isPresent() ? Future.succeededFuture(found) : ask(at + 1, question));
  }

  private static void answer(
      HttpServerRequest request,
      Optional<TaskView> found,
      @Nullable Throwable failure,
      Duration waited) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return; // nobody is there any more
    }
    if (failure != null) {
      LOG.warn("a task cannot be asked for now error={}", failure.toString());
      Problem.of(
              503,
              "store-unavailable",
              "The tasks cannot be read now",
              "the store, which may know the task, cannot be read now; ask again")
          .retryAfter(1_000)
          .send(response);
    } else if (found.isEmpty()) {
      answerUnknown(response);
    } else {
      if (waited.isPositive()) {
        response.putHeader(APPLIED, "wait=" + waited.toNanos() / 1e9);
      }
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(found.get().json());
    }
  }

  private static void answerUnknown(HttpServerResponse response) {
    Problem.of(
            404,
            "no-task",
            "No such task",
            "no task of this id runs, or has ended lately; results are kept for a while")
        .send(response);
  }

  /** Those that wait are answered with what is known now. */
  @Override
  public void drain() {
    draining = true;
    sources.forEach(TaskSource::release);
  }
}
