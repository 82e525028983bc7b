package io.roundtrip.future;

import io.roundtrip.kit.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the snippets of {@code docs/futures.md} work with: a laboratory's prices and stock, a loop and virtual threads. */
final class GuideLab implements AutoCloseable {
  private static final Duration MOST = Duration.ofSeconds(20);

  private final Loop loop = new Loop();

  Vertx vertx() {
    return loop.vertx();
  }

  Numbers prices() {
    return new Numbers(vertx(), Map.of("lipid", 2490, "ferritin", 1850, "tsh", 2200));
  }

  Numbers stock() {
    return new Numbers(vertx(), Map.of("lipid", 12, "ferritin", 0, "tsh", 7));
  }

  /** Runs code on the loop. */
  <T> T call(Callable<T> code) throws Exception {
    return loop.call(code);
  }

  /** Runs code on the loop. */
  void run(Loop.Code code) throws Exception {
    loop.run(code);
  }

  /** The outcome of a chain that is made on the loop. */
  <T> T settle(Supplier<LoopFuture<T>> chain) throws Exception {
    return loop.call(() -> chain.get().toTask()).get(MOST);
  }

  /** The outcome of straight-line code on a virtual thread. */
  static <T> T onVirtualThread(Callable<T> code) throws Exception {
    FutureTask<T> task = new FutureTask<>(code);
    Thread.ofVirtual().start(task);
    try {
      return task.get(MOST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  @Override
  public void close() {
    loop.close();
  }

  /** Nobody sells it. */
  static final class NotSold extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSold(String test) {
      super(test + " is not sold");
    }
  }

  /** It may work the next time. */
  static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("busy");
    }
  }

  /** Finds a number by the name of a test, in a later turn of the loop; never for {@code silent}. */
  static final class Numbers {
    private final Vertx vertx;
    private final Map<String, Integer> numbers;
    private volatile int refusals;

    Numbers(Vertx vertx, Map<String, Integer> numbers) {
      this.vertx = vertx;
      this.numbers = numbers;
    }

    /** Refuses so many of the next calls, made one after the other. */
    void refuse(int calls) {
      refusals = calls;
    }

    Future<Integer> find(String test) {
      Promise<Integer> found = Promise.promise();
      int left = refusals;
      refusals = Math.max(0, left - 1);
      if (!test.equals("silent")) {
        vertx.runOnContext(later -> found.complete(numbers.get(test), failure(test, left)));
      }
      return found.future();
    }

    private @Nullable Throwable failure(String test, int refusalsLeft) {
      if (refusalsLeft > 0) {
        return new Busy();
      }
      return numbers.containsKey(test) ? null : new NotSold(test);
    }
  }
}
