package io.roundtrip.kit;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An event loop of its own to run a test's code on. Thread-safe, because it only hands over. */
public final class Loop implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context context = vertx.getOrCreateContext();

  /** Its Vert.x, which has one event loop. */
  public Vertx vertx() {
    return vertx;
  }

  /** Runs code on the loop and waits for it; what it throws is thrown. */
  public <T> T call(Callable<T> code) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(
        on -> {
          try {
            done.complete(code.call());
          } catch (Throwable thrown) {
            done.completeExceptionally(thrown);
          }
        });
    return await(done);
  }

  /** {@link #call} of code that brings nothing back. */
  public void run(Code code) throws Exception {
    call(
        () -> {
          code.run();
          return true;
        });
  }

  /** Code that may throw. */
  @FunctionalInterface
  public interface Code {
    /** Runs it. */
    void run() throws Exception;
  }

  private static <T> T await(CompletableFuture<T> done)
      throws InterruptedException, TimeoutException, Exception {
    try {
      return done.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case Error error -> throw error;
        case Exception exception -> throw exception;
        case null, default -> throw failed;
      }
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
