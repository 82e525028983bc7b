package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Steps under way: each begun step gives a pending future, and all end, in the order of their beginning, when {@link
 * #finish} says so. Steps that are awaited end on an event loop of their own, because their caller waits.
 */
@State(Scope.Thread)
public class Unfinished {
  private static final int MOST = 64;

  private final Object[] promises = new Object[MOST];
  private final Object[] values = new Object[MOST];
  private int begun;
  private Vertx vertx;
  private Context loop;

  /** Makes the event loop for what is awaited; outside the benchmark's own context, or it would be that one. */
  @Setup
  public void start() throws InterruptedException {
    vertx = Vertx.vertx();
    Thread outside = new Thread(() -> loop = vertx.getOrCreateContext());
    outside.start();
    outside.join();
  }

  /** Closes it. */
  @TearDown
  public void stop() {
    vertx.close();
  }

  private void begin(Object promise, Object value) {
    promises[begun] = promise;
    values[begun] = value;
    begun++;
  }

  <T> LoopFuture<T> onLoop(T value) {
    LoopFuture<T> promise = LoopFuture.promise();
    begin(promise, value);
    return promise;
  }

  <T> Future<T> vertx(T value) {
    Promise<T> promise = Promise.promise();
    begin(promise, value);
    return promise.future();
  }

  <T> CompletableFuture<T> completable(T value) {
    CompletableFuture<T> promise = new CompletableFuture<>();
    begin(promise, value);
    return promise;
  }

  <T> Future<T> elsewhere(T value) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(now -> promise.complete(value));
    return promise.future();
  }

  /** Ends every step, those too that are begun by the end of another. */
  @SuppressWarnings("unchecked") // promise and value were put in together
  void finish() {
    for (int i = 0; i < begun; i++) {
      if (promises[i] instanceof Completable<?> promise) {
        ((Completable<Object>) promise).complete(values[i], null);
      } else {
        ((CompletableFuture<Object>) promises[i]).complete(values[i]);
      }
    }
    begun = 0;
  }
}
