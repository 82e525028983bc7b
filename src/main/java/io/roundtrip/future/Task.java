package io.roundtrip.future;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An outcome for a thread that may block. Thread-safe, because a {@link CompletableFuture} carries it across.
 *
 * @param <T> the type of the result
 */
public final class Task<T extends @Nullable Object> implements Completable<T> {
  /** Never fails itself: it would take some errors for its own, and unwrap them. */
  private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();

  private record Outcome<T extends @Nullable Object>(T value, @Nullable Throwable failure) {}

  Task() {}

  /** One that whoever it is handed to will {@link #complete}, once, from any thread. */
  public static <T extends @Nullable Object> Task<T> promise() {
    return new Task<>();
  }

  @Override
  public void complete(T value, @Nullable Throwable failure) {
    if (!outcome.complete(new Outcome<>(value, failure))) {
      throw new IllegalStateException("the task was completed twice");
    }
  }

  /** Whether there is an outcome. */
  public boolean isDone() {
    return outcome.isDone();
  }

  /**
   * Waits for the value, or throws the error as it is, checked or not. The work goes on after a time-out.
   *
   * @param timeout how long to wait, by a positive time
   * @throws TimedOut if there was no outcome in time
   * @throws InterruptedException if the caller was interrupted
   * @throws IllegalStateException on an event loop, which must not block
   */
  public T get(Duration timeout) throws InterruptedException {
    if (!outcome.isDone() && Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "a task blocks its reader, and "
              + Thread.currentThread().getName()
              + " is an event loop");
    }
    Outcome<T> got;
    try {
      got = outcome.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new TimedOut(timeout);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    if (got.failure() != null) {
      throw Errors.<RuntimeException>rethrow(got.failure());
    }
    return got.value();
  }

  /** The same outcome as a Vert.x future. */
  public Future<T> toVertx() {
    Promise<T> promise = Promise.promise();
    var unused = outcome.thenAccept(done -> promise.complete(done.value(), done.failure()));
    return promise.future();
  }
}
