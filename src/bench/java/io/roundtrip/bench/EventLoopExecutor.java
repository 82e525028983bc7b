package io.roundtrip.bench;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs JMH's worker on a Vert.x event loop, inside a context. JMH makes it by its name. Thread-safe, because it only hands
 * over.
 */
public final class EventLoopExecutor extends AbstractExecutorService {
  /** The first of the two JVM arguments that select it. */
  public static final String CUSTOM = "-Djmh.executor=CUSTOM";

  /** The second. */
  public static final String CLASS = "-Djmh.executor.class=io.roundtrip.bench.EventLoopExecutor";

  private final Vertx vertx;
  private final Context context;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** As JMH calls it. */
  public EventLoopExecutor(int threads, String prefix) {
    if (threads != 1) {
      throw new IllegalArgumentException(
          prefix + ": a loop's benchmark has 1 thread, got " + threads);
    }
    // An iteration keeps the loop for seconds, which the checker would report.
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setBlockedThreadCheckInterval(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.DAYS));
    context = vertx.getOrCreateContext();
  }

  @Override
  public void execute(Runnable work) {
    context.runOnContext(on -> work.run());
  }

  @Override
  public void shutdown() {
    vertx.close().onComplete(done -> closed.countDown());
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return isTerminated();
  }

  @Override
  public boolean isTerminated() {
    return closed.getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return closed.await(timeout, unit);
  }
}
