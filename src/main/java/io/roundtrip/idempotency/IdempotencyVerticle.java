package io.roundtrip.idempotency;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.Caller;
import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.Drain;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.reactor.Ticker;
import io.roundtrip.route.Route;
import io.roundtrip.store.EngineLease;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard's idempotency keys: serves {@link Addresses#once}. Loop-confined.
 *
 * <p>A drain's {@code FINISH} answers who still waits. Taken down, it writes what the store does not know yet, if that answers in
 * some seconds.
 */
public final class IdempotencyVerticle implements Deployable {
  private final int shard;
  private final List<Route> routes;
  private final PgOptions options;
  private final EngineLease lease;
  private final boolean alone;
  private final Addresses addresses;
  private final Bus bus;
  private final List<Bus.Registration> registrations = new ArrayList<>();
  private @Nullable PgClient client;
  private @Nullable KeyStore store;
  private @Nullable Expiry expiry;
  private @Nullable Ticker ticker;
  private @Nullable Caller caller;

  /**
   * The keys of one shard, for all routes.
   *
   * @param options of a client of its own, on the shard's loop
   * @param lease the engine's, which tells whose a key is
   * @param alone whether no other engine can use the database
   */
  public IdempotencyVerticle(
      int shard,
      List<Route> routes,
      PgOptions options,
      EngineLease lease,
      boolean alone,
      Addresses addresses,
      Bus bus) {
    this.shard = shard;
    this.routes = routes;
    this.options = options;
    this.lease = lease;
    this.alone = alone;
    this.addresses = addresses;
    this.bus = bus;
  }

  @Override
  public Future<?> deploy(Context context) {
    Timers timers = Timers.of(context.owner());
    PgClient connected = PgClient.create(context.owner(), options);
    KeyStore keys = new KeyStore(connected, lease::id, alone, timers);
    Ticker ticking = new Ticker(context.owner(), new TimerWheel(System.nanoTime()));
    Caller asking = bus.caller(context);
    KeyTally tally = new KeyTally(routes);
    KeyBook book =
        new KeyBook(
            routes,
            new KeyHash(),
            keys,
            lease,
            new Delivery(bus, asking, addresses),
            ticking,
            new Senders(ticking, tally));
    client = connected;
    store = keys;
    ticker = ticking;
    caller = asking;
    if (shard == 0) {
      Expiry begun = new Expiry(connected, timers);
      expiry = begun;
      begun.begin();
    }
    registrations.add(bus.serve(addresses.once(shard), book::onMessage));
    registrations.add(
        bus.serve(addresses.leaveOnce(shard), (gone, none) -> book.onLeft(gone.messageId())));
    registrations.add(
        bus.serve(
            addresses.onceSnapshot(shard),
            (any, asker) -> asker.succeed(tally.snapshot(keys.unwritten()))));
    registrations.add(
        bus.serve(addresses.drainOnce(shard), (how, asker) -> drain(book, how, asker)));
    return Future.succeededFuture();
  }

  /** Ingest refuses what is new, and waits for the answers of the rest: nothing is left to begin. */
  private static void drain(KeyBook book, Drain how, Completable<Boolean> asker) {
    if (how == Drain.FINISH) {
      book.giveUp();
    }
    asker.succeed(true);
  }

  @Override
  public Future<?> undeploy(Context context) {
    List<Future<?>> ends = new ArrayList<>();
    registrations.forEach(registration -> ends.add(registration.end()));
    if (ticker != null) {
      ticker.stop();
    }
    if (caller != null) {
      caller.close();
    }
    if (expiry != null) {
      expiry.end();
    }
    KeyStore keys = store;
    PgClient connected = client;
    return Future.join(ends)
        .transform(quiet -> keys == null ? Future.succeededFuture() : keys.close())
        .transform(told -> connected == null ? Future.succeededFuture() : connected.close());
  }
}
