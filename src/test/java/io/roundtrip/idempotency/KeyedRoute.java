package io.roundtrip.idempotency;

import io.roundtrip.conf.Ack;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.Place;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.delivery.Plan;
import io.roundtrip.kit.RouteBuilder;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Format;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.store.KeyRecord;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Routes and rows as tests of the decision write them. Stateless. */
final class KeyedRoute {
  static final Buffer BODY = Buffer.buffer("hash of the body");
  static final String MESSAGE = "0199f3a0-1234-7abc-8def-0123456789ab";
  static final long OWN = 1;
  static final Long DEAD = 2L;

  private static final Place PLACE = new Place("test.yaml", 1, 1);

  private KeyedRoute() {}

  /** A destination. Immutable. */
  record To(String id, boolean table, boolean required, boolean idempotent) {
    static To http(String id) {
      return new To(id, false, true, false);
    }

    static To table(String id) {
      return new To(id, true, true, false);
    }

    To aside() {
      return new To(id, table, false, idempotent);
    }

    To again() {
      return new To(id, table, required, true);
    }

    DestinationConf conf() {
      DestinationConf.Target target =
          table
              ? new DestinationConf.Postgres(
                  "t",
                  Map.of(),
                  new DestinationConf.Conflict.Reject(),
                  new DestinationConf.Batch(1, null, null, true))
              : new DestinationConf.EventBus("a");
      return new DestinationConf(
          PLACE,
          id,
          target,
          required,
          idempotent,
          1,
          Duration.ofSeconds(1),
          DestinationConf.Retry.NONE,
          null);
    }
  }

  static Repeats of(RouteConf.Reply reply, To... to) {
    RouteConf conf = conf(reply, new Ack.All(), to);
    return new Repeats(conf, Plan.of(conf, false));
  }

  static RouteConf conf(RouteConf.Reply reply, Ack ack, To... to) {
    return new RouteBuilder("r", Format.BYTES)
        .reply(reply)
        .to(Stream.of(to).map(To::conf).toList())
        .ack(ack)
        .build();
  }

  /** A row of an engine that does not live, or of none. */
  static KeyRecord record(
      @Nullable Long engine,
      @Nullable OutcomeKind outcome,
      List<String> confirmed,
      DestinationOutcome... destinations) {
    return record(engine, false, false, outcome, confirmed, List.of(destinations));
  }

  static KeyRecord alive() {
    return record(DEAD, true, false, null, List.of(), List.of());
  }

  static KeyRecord expired() {
    return record(null, false, true, OutcomeKind.DELIVERED, List.of(), List.of());
  }

  static KeyRecord record(
      @Nullable Long engine,
      boolean alive,
      boolean expired,
      @Nullable OutcomeKind outcome,
      List<String> confirmed,
      List<DestinationOutcome> destinations) {
    return new KeyRecord(
        BODY, MESSAGE, engine, alive, expired, "k", outcome, "", destinations, null, confirmed);
  }
}
