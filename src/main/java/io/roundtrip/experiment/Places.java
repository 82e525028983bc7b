package io.roundtrip.experiment;

import io.roundtrip.reactor.Reactor;
import io.vertx.core.Context;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads of experiment 4. Thread-safe, because all it holds is. */
final class Places implements AutoCloseable {
  /** As many as Vert.x has by default. */
  static final int WORKERS = 20;

  private final Reactor reactor;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, Thread.ofPlatform().name("worker-", 0).factory());
  private final ExecutorService virtual =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("virtual-", 0).factory());

  Places(Reactor reactor) {
    this.reactor = reactor;
  }

  int loops() {
    return reactor.numCores();
  }

  /** The loop whose other tasks are looked at: the first, and the only one of {@link Place#ONE_LOOP}. */
  Context watched() {
    return reactor.core(0);
  }

  /** Where the processor of this number runs. */
  Executor of(Place place, int processor) {
    return switch (place) {
      case ONE_LOOP -> on(reactor.core(0));
      case ALL_LOOPS -> on(reactor.core(processor % reactor.numCores()));
      case WORKERS -> workers;
      case VIRTUAL -> virtual;
    };
  }

  private static Executor on(Context loop) {
    return task -> loop.runOnContext(at -> task.run());
  }

  /** The real thread that runs the caller: of a virtual one, the one that carries it at this moment. */
  static String threadName() {
    Thread thread = Thread.currentThread();
    if (!thread.isVirtual()) {
      return thread.getName();
    }
    String text = thread.toString(); // VirtualThread[#22,name]/runnable@ForkJoinPool-1-worker-1
    return text.substring(text.lastIndexOf('@') + 1);
  }

  @Override
  public void close() {
    workers.shutdownNow();
    virtual.shutdownNow();
    reactor.shutdown().await();
  }
}
