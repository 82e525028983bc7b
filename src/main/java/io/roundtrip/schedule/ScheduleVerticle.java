package io.roundtrip.schedule;

import io.roundtrip.future.Timers;
import io.roundtrip.metrics.ScheduleFigures;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.EngineLease;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Runs the schedules of an engine, on one of its shards. Loop-confined. */
public final class ScheduleVerticle implements Deployable {
  /** How long a run that was interrupted may take to end before it is left. */
  private static final long LEFT_MILLIS = 5_000;

  private final Schedules schedules;
  private final InstantSource clock;
  private final @Nullable PgClient client;
  private final @Nullable EngineLease lease;
  private final List<Timekeeper> timekeepers = new ArrayList<>();

  /**
   * The schedules of an engine.
   *
   * @param client of the store that engines share; null where there is none, and each run is this engine's
   * @param lease the engine's in that store
   */
  public ScheduleVerticle(
      Schedules schedules,
      InstantSource clock,
      @Nullable PgClient client,
      @Nullable EngineLease lease) {
    this.schedules = schedules;
    this.clock = clock;
    this.client = client;
    this.lease = lease;
  }

  @Override
  public Future<?> deploy(Context context) {
    Claims shared = client == null || lease == null ? Claims.OWN : Claims.in(client, lease);
    Timers timers = Timers.of(context.owner());
    SplittableRandom random = new SplittableRandom();
    for (Declared declared : schedules.declared()) {
      Timekeeper timekeeper =
          new Timekeeper(
              declared,
              declared.settings().isOnEachEngine() ? Claims.OWN : shared,
              clock,
              timers,
              random,
              (name, code, then) ->
                  Thread.ofVirtual()
                      .name(name)
                      .start(
                          () -> {
                            code.run();
                            context.runOnContext(on -> then.run());
                          }));
      timekeepers.add(timekeeper);
      timekeeper.start();
    }
    return Future.succeededFuture();
  }

  /** Begins no run any more; done when those under way have ended. On the shard's loop. */
  public Future<?> drain() {
    List<Future<Void>> ends = new ArrayList<>();
    timekeepers.forEach(timekeeper -> ends.add(timekeeper.stop()));
    return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends);
  }

  /** Interrupts the runs that are under way. On the shard's loop. */
  public void finish() {
    timekeepers.forEach(Timekeeper::interrupt);
  }

  /** What became of the schedules' times. On the shard's loop. */
  public List<ScheduleFigures> figures() {
    return timekeepers.stream().map(Timekeeper::figures).toList();
  }

  @Override
  public Future<?> undeploy(Context context) {
    Future<?> ended = drain();
    finish();
    // Code that heeds no interrupt must not keep the engine from stopping.
    return Future.any(ended, context.owner().timer(LEFT_MILLIS)).otherwiseEmpty();
  }
}
