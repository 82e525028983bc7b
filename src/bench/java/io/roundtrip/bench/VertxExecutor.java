package io.roundtrip.bench;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs JMH's worker where a verticle's code runs: on an event loop or on a virtual thread, inside a Vert.x context. JMH
 * makes it by its name. Thread-safe, because it only hands over.
 */
public class VertxExecutor extends AbstractExecutorService {
  /** The JVM argument that selects an executor by its class, which one of the others names. */
  public static final String CUSTOM = "-Djmh.executor=CUSTOM";

  /** The JVM argument that names the one on an event loop. */
  public static final String LOOP =
      "-Djmh.executor.class=io.roundtrip.bench.VertxExecutor$OnEventLoop";

  /** The JVM argument that names the one on a virtual thread. */
  public static final String VIRTUAL =
      "-Djmh.executor.class=io.roundtrip.bench.VertxExecutor$OnVirtualThread";

  private final Vertx vertx;
  private final Context context;
  private final CountDownLatch closed = new CountDownLatch(1);

  private VertxExecutor(int threads, String prefix, ThreadingModel model) {
    if (threads != 1) {
      throw new IllegalArgumentException(
          prefix + ": a verticle's benchmark has 1 thread, got " + threads);
    }
    // An iteration keeps the loop for seconds, which the checker would report.
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setBlockedThreadCheckInterval(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.DAYS));
    Place place = new Place();
    vertx.deployVerticle(place, new DeploymentOptions().setThreadingModel(model)).await();
    context = place.context();
  }

  /** Tells its context. */
  private static final class Place extends VerticleBase {
    @Override
    public Future<?> start() {
      return Future.succeededFuture();
    }

    Context context() {
      return context;
    }
  }

  /** On an event loop. */
  public static final class OnEventLoop extends VertxExecutor {
    /** As JMH calls it. */
    public OnEventLoop(int threads, String prefix) {
      super(threads, prefix, ThreadingModel.EVENT_LOOP);
    }
  }

  /** On a virtual thread. */
  public static final class OnVirtualThread extends VertxExecutor {
    /** As JMH calls it. */
    public OnVirtualThread(int threads, String prefix) {
      super(threads, prefix, ThreadingModel.VIRTUAL_THREAD);
    }
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
