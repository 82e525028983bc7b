package io.roundtrip.service;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * A virtual-thread context: its deployment only records it. Code on it runs one piece at a time, and another while one awaits.
 * Confined to whoever deploys it, which hands it on when it is there.
 */
final class VirtualThreads implements Deployable {
  private @Nullable Context context;

  private VirtualThreads() {}

  /**
   * A context, with the id of its deployment.
   *
   * @param id to take it down by
   * @param context the context
   */
  record Deployed(String id, Context context) {}

  static Future<Deployed> deploy(Vertx vertx) {
    VirtualThreads threads = new VirtualThreads();
    return vertx
        .deployVerticle(
            threads, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
        .map(id -> new Deployed(id, threads.context()));
  }

  private Context context() {
    if (context == null) {
      throw new IllegalStateException("it is not deployed yet");
    }
    return context;
  }

  @Override
  public Future<?> deploy(Context where) {
    context = where;
    return Future.succeededFuture();
  }

  @Override
  public Future<?> undeploy(Context where) {
    return Future.succeededFuture();
  }
}
