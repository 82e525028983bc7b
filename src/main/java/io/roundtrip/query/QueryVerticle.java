package io.roundtrip.query;

import io.roundtrip.bus.Bus;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.StateAnswer;
import io.roundtrip.protocol.StateQuestion;
import io.roundtrip.protocol.StoreAnswer;
import io.roundtrip.route.Route;
import io.roundtrip.route.RouteState;
import io.roundtrip.state.Entity;
import io.roundtrip.store.DeadLetterTable;
import io.roundtrip.store.JournalTable;
import io.roundtrip.store.StateTable;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store for whoever asks over the bus, and sends again what a person wants sent again. Loop-confined; each shard has
 * one, and they share the questions.
 *
 * <p>A question is answered within {@link #TIMEOUT}; the server itself ends a statement that takes longer.
 */
public final class QueryVerticle implements Deployable {
  /** How long a question may take. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(QueryVerticle.class);
  private static final int CONNECTIONS = 2;
  private static final int WAITING = 64;
  private static final String CANCELLED = "57014";

  private final PgOptions options;
  private final Duration timeout;
  private final int shards;
  private final List<Route> routes;
  private final Addresses addresses;
  private final Bus bus;
  private final List<Bus.Registration> registrations = new ArrayList<>();
  private @Nullable PgClient client;

  /**
   * The questions of an engine.
   *
   * @param options where the database is; sizes and times are the verticle's own
   */
  public QueryVerticle(
      PgOptions options, int shards, List<Route> routes, Addresses addresses, Bus bus) {
    this(options, TIMEOUT, shards, routes, addresses, bus);
  }

  /** With another time for a question. */
  QueryVerticle(
      PgOptions options,
      Duration timeout,
      int shards,
      List<Route> routes,
      Addresses addresses,
      Bus bus) {
    this.options = options;
    this.timeout = timeout;
    this.shards = shards;
    this.routes = routes;
    this.addresses = addresses;
    this.bus = bus;
  }

  @Override
  public Future<?> deploy(Context context) {
    // One statement on a connection: a look-up does not stand behind a search that was sent.
    PgClient connected =
        PgClient.create(
            context.owner(),
            options
                .withPool(CONNECTIONS, 1, WAITING)
                .withTimes(timeout, options.connectTimeout(), options.grace())
                .withServerTimeout(timeout));
    client = connected;
    Replays replays = new Replays(connected, bus, addresses, routes, shards, this::detail);
    registrations.add(
        bus.serve(
            addresses.findMessage(),
            (id, asker) -> answer(JournalTable.find(connected, id), asker)));
    registrations.add(
        bus.serve(
            addresses.searchMessages(),
            (filter, asker) -> answer(JournalTable.search(connected, filter), asker)));
    registrations.add(
        bus.serve(
            addresses.searchDeadLetters(),
            (filter, asker) -> answer(DeadLetterTable.search(connected, filter), asker)));
    registrations.add(
        bus.serve(
            addresses.deleteDeadLetter(),
            (id, asker) -> answer(DeadLetterTable.delete(connected, id), asker)));
    registrations.add(bus.serve(addresses.replayMessage(), replays::replay));
    registrations.add(
        bus.serve(
            addresses.storedState(),
            (question, asker) -> answer(state(connected, question), asker)));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> undeploy(Context context) {
    List<Future<?>> ends = new ArrayList<>();
    registrations.forEach(registration -> ends.add(registration.end()));
    if (client != null) {
      ends.add(client.close());
    }
    return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends).otherwiseEmpty();
  }

  private Future<StateAnswer> state(PgClient from, StateQuestion question) {
    Route route = routes.get(question.route());
    RouteState state = route.state();
    if (state == null) {
      return Future.succeededFuture(StateAnswer.NOT_HERE);
    }
    Future<Entity> found =
        question.isOfNow()
            ? StateTable.read(from, route.id(), question.key())
            : StateTable.readAt(from, route.id(), question.key(), question.atMillis());
    return found.map(
        entity ->
            entity.exists()
                ? new StateAnswer(state.view(question.key(), entity))
                : StateAnswer.NOT_HERE);
  }

  private <T> void answer(Future<T> asked, Completable<StoreAnswer<T>> asker) {
    asked.onComplete(
        found -> asker.succeed(new StoreAnswer.Found<>(found)),
        failure -> {
          if (failure instanceof PgFailure typed && typed.kind() != PgKind.BUG) {
            asker.succeed(new StoreAnswer.Unavailable<>(detail(typed)));
          } else {
            LOG.error("the store could not be asked", failure);
            asker.fail(failure);
          }
        });
  }

  /** Nothing of the server's own words: they may name hosts and users. */
  private String detail(PgFailure failure) {
    boolean slow = failure.kind() == PgKind.UNKNOWN || CANCELLED.equals(failure.sqlState());
    return slow
        ? "the store did not answer within "
            + timeout.toSeconds()
            + " s; narrow the search with since, route or key"
        : "the store does not answer; ask again";
  }
}
