package io.roundtrip.task;

import io.roundtrip.kit.Loop;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** The sorts of threads that code may be on. */
enum Caller {
  PLAIN {
    @Override
    <T> T call(Callable<T> code) throws Exception {
      return on(Thread.ofPlatform(), code);
    }
  },
  VIRTUAL {
    @Override
    <T> T call(Callable<T> code) throws Exception {
      return on(Thread.ofVirtual(), code);
    }
  },
  EVENT_LOOP {
    @Override
    <T> T call(Callable<T> code) throws Exception {
      try (Loop loop = new Loop()) {
        return loop.call(code);
      }
    }
  },
  VIRTUAL_THREAD_VERTICLE {
    @Override
    <T> T call(Callable<T> code) throws Exception {
      Promise<T> done = Promise.promise();
      VerticleBase verticle =
          new VerticleBase() {
            @Override
            public Future<?> start() {
              try {
                done.complete(code.call());
              } catch (Throwable thrown) {
                done.fail(thrown);
              }
              return Future.succeededFuture();
            }
          };
      try (Loop loop = new Loop()) {
        loop.vertx()
            .deployVerticle(
                verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
            .await(30, TimeUnit.SECONDS);
        return done.future().await(30, TimeUnit.SECONDS);
      }
    }
  };

  /** Runs code on such a thread and waits for it; what it throws is thrown. */
  abstract <T> T call(Callable<T> code) throws Exception;

  private static <T> T on(Thread.Builder thread, Callable<T> code) throws Exception {
    FutureTask<T> task = new FutureTask<>(code);
    thread.start(task);
    try {
      return task.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case Error error -> throw error;
        case Exception exception -> throw exception;
        case null, default -> throw failed;
      }
    }
  }
}
