package io.roundtrip.engine;

import io.roundtrip.future.Timers;
import io.roundtrip.management.Readiness;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The store's watch on a shard, with a client of its own. Loop-confined. */
final class StoreVerticle implements Deployable {
  /** A store that takes longer for nothing is as good as lost. */
  private static final Duration PROBE = Duration.ofSeconds(1);

  private final Storage storage;
  private final Readiness readiness;
  private @Nullable PgClient client;
  private @Nullable StoreWatch watch;

  StoreVerticle(Storage storage, Readiness readiness) {
    this.storage = storage;
    this.readiness = readiness;
  }

  /** Does not wait for the store: {@link #prepared} does. */
  @Override
  public Future<?> deploy(Context context) {
    PgClient made = PgClient.create(context.owner(), storage.watchOptions());
    client = made;
    StoreWatch begun =
        new StoreWatch(
            () -> storage.prepare(made),
            () -> storage.renew(made.within(PROBE)),
            readiness::store,
            Timers.of(context.owner()),
            StoreWatch.Pace.USUAL);
    watch = begun;
    begun.start();
    return Future.succeededFuture();
  }

  /** Done when the store can be used; fails if it never can, or is given up as soon as the other future is done. */
  Future<Void> prepared(Future<?> giveUp) {
    StoreWatch begun = watch;
    if (begun == null) {
      return Future.failedFuture("not deployed");
    }
    giveUp.onComplete(now -> begun.giveUp());
    return begun.prepared();
  }

  @Override
  public Future<?> undeploy(Context context) {
    if (watch != null) {
      watch.stop();
    }
    PgClient made = client;
    return made == null
        ? Future.succeededFuture()
        : storage.release(made.within(PROBE)).transform(ended -> made.close());
  }
}
