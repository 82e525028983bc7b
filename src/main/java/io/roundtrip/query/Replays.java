package io.roundtrip.query;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.format.Input;
import io.roundtrip.format.KeyReader;
import io.roundtrip.model.Headers;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.Replay;
import io.roundtrip.protocol.ReplayAnswer;
import io.roundtrip.route.Route;
import io.roundtrip.store.DeadLetter;
import io.roundtrip.store.DeadLetterTable;
import io.roundtrip.store.HeaderLines;
import io.roundtrip.store.JournalTable;
import io.roundtrip.store.JournaledMessage;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a message of the store again, as a new one that points to it and has the same key downstream. Loop-confined.
 *
 * <p>A dead letter is claimed for the new message before that is sent, so that two people who ask at once do not both send it.
 * It is free again where no destination has the new one and none will: rejected or not attempted.
 */
final class Replays {
  private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

  /** Longer than the deadline: the worker alone decides that. */
  private static final long NET_NANOS = 5_000_000_000L;

  private static final String STOPPING = "the engine is stopping";

  private final PgClient client;
  private final Bus bus;
  private final Addresses addresses;
  private final List<Route> routes;
  private final int shards;
  private final Function<PgFailure, String> words;
  private final MessageIds ids =
      new MessageIds(new SplittableRandom(new SecureRandom().nextLong()));

  /**
   * Over the client, for these routes.
   *
   * @param words what is said of a store that does not answer
   */
  Replays(
      PgClient client,
      Bus bus,
      Addresses addresses,
      List<Route> routes,
      int shards,
      Function<PgFailure, String> words) {
    this.client = client;
    this.bus = bus;
    this.addresses = addresses;
    this.routes = routes;
    this.shards = shards;
    this.words = words;
  }

  /** What is sent again. */
  private record Letter(
      String id,
      String route,
      Buffer body,
      String contentType,
      Headers headers,
      String idempotencyKey,
      @Nullable String traceparent,
      boolean dead) {}

  void replay(String messageId, Completable<ReplayAnswer> asker) {
    DeadLetterTable.read(client, messageId)
        .compose(
            dead ->
                dead.isEmpty()
                    ? JournalTable.read(client, messageId)
                        .compose(found -> replayJournaled(messageId, found))
                    : replay(letter(dead.getFirst())))
        .onComplete(
            answered -> {
              if (answered.succeeded()) {
                asker.succeed(answered.result());
              } else if (answered.cause() instanceof PgFailure failure) {
                asker.succeed(new ReplayAnswer.Unavailable(words.apply(failure)));
              } else {
                LOG.error(
                    "a message could not be sent again messageId={}", messageId, answered.cause());
                asker.fail(answered.cause());
              }
            });
  }

  private static Letter letter(DeadLetter dead) {
    return new Letter(
        dead.view().messageId(),
        dead.view().route(),
        dead.body(),
        dead.view().contentType(),
        dead.headers(),
        dead.idempotencyKey(),
        dead.traceparent(),
        true);
  }

  private Future<ReplayAnswer> replayJournaled(String id, List<JournaledMessage> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture(new ReplayAnswer.Unknown());
    }
    JournaledMessage message = found.getFirst();
    JournaledMessage.Kept kept = message.kept();
    if (kept == null) {
      return refused(
          "the journal has the message without its body, which it keeps only with store-bodies:"
              + " true");
    }
    Headers headers = Headers.of(HeaderLines.read(kept.headers()));
    return replay(
        new Letter(
            id,
            message.route(),
            kept.body(),
            message.contentType(),
            headers,
            message.idempotencyKey(),
            null,
            false));
  }

  private Future<ReplayAnswer> replay(Letter letter) {
    Route route =
        routes.stream().filter(each -> each.id().equals(letter.route)).findFirst().orElse(null);
    if (route == null) {
      return refused("the conf has no route '" + letter.route + "' any more");
    }
    long now = System.currentTimeMillis();
    String key = null;
    KeyReader reader = route.key();
    if (reader != null) {
      Input input = new Input(letter.body.getBytes(), letter.contentType, letter.headers, "", now);
      switch (reader.read(input)) {
        case KeyReader.Key.Found found -> key = found.value();
        case KeyReader.Key.Missing missing -> {
          return refused(missing.detail());
        }
      }
    }
    int shard = route.isOrdered() ? route.laneShard(key, shards) : (int) (now % shards);
    String newId = ids.next(now, shard);
    Replay replay =
        new Replay(
            route.index(),
            newId,
            letter.id,
            key,
            letter.body,
            letter.contentType,
            letter.headers,
            letter.idempotencyKey,
            letter.traceparent,
            System.nanoTime() + route.conf().deadline().toNanos());
    return letter.dead ? claimed(letter.id, newId, shard, replay) : send(shard, replay);
  }

  private Future<ReplayAnswer> claimed(String id, String newId, int shard, Replay replay) {
    return DeadLetterTable.claimForReplay(client, id, newId)
        .recover(
            // It may be claimed although that was not answered: nothing was sent, so it is free.
            failure ->
                DeadLetterTable.unclaim(client, id, newId)
                    .transform(any -> Future.failedFuture(failure)))
        .compose(
            taken ->
                taken.isEmpty()
                    ? refused("the dead letter was sent again before, or has just been deleted")
                    : send(shard, replay).compose(answer -> closed(id, newId, answer)));
  }

  private Future<ReplayAnswer> send(int shard, Replay replay) {
    long millis = (replay.deadlineNanos() - System.nanoTime() + NET_NANOS) / 1_000_000;
    return bus.request(addresses.replay(shard), replay, millis)
        .<ReplayAnswer>map(outcome -> new ReplayAnswer.Replayed(replay.replayOf(), outcome))
        .recover(
            failure ->
                failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER
                    ? refused(STOPPING)
                    : Future.failedFuture(failure));
  }

  /**
   * What nobody has and nobody will get can be tried again at once; what is unknown, after a person has looked: it stays
   * claimed for an hour, and is not pruned.
   */
  private Future<ReplayAnswer> closed(String id, String newId, ReplayAnswer answer) {
    Future<?> written =
        switch (answer) {
          case ReplayAnswer.Replayed replayed when nobodyHas(replayed.outcome()) ->
              DeadLetterTable.unclaim(client, id, newId);
          case ReplayAnswer.Replayed replayed
              when replayed.outcome().kind() == OutcomeKind.UNKNOWN ->
              Future.succeededFuture();
          case ReplayAnswer.Replayed replayed -> DeadLetterTable.replayed(client, id, newId);
          case ReplayAnswer.Refused refused -> DeadLetterTable.unclaim(client, id, newId);
          case ReplayAnswer.Unknown unknown -> DeadLetterTable.unclaim(client, id, newId);
          case ReplayAnswer.Unavailable unavailable -> Future.succeededFuture();
        };
    return written.transform(
        done -> {
          if (done.failed()) {
            LOG.warn(
                "a dead letter was sent again, and that cannot be noted: it is free again in an"
                    + " hour messageId={} error=\"{}\"",
                id,
                String.valueOf(done.cause().getMessage()));
          }
          return Future.succeededFuture(answer);
        });
  }

  private static boolean nobodyHas(Outcome outcome) {
    return outcome.kind() == OutcomeKind.REJECTED || outcome.kind() == OutcomeKind.NOT_ATTEMPTED;
  }

  private static Future<ReplayAnswer> refused(String why) {
    return Future.succeededFuture(new ReplayAnswer.Refused(why));
  }
}
