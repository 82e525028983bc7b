package io.roundtrip.conf;

import io.roundtrip.conf.DestinationConf.Batch;
import io.roundtrip.conf.DestinationConf.Breaker;
import io.roundtrip.conf.DestinationConf.EventBus;
import io.roundtrip.conf.DestinationConf.Http;
import io.roundtrip.conf.DestinationConf.Mllp;
import io.roundtrip.conf.DestinationConf.Postgres;
import io.roundtrip.conf.DestinationConf.Retry;
import io.roundtrip.conf.DestinationConf.Target;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one destination of a route. Immutable. */
final class DestinationReader {
  private static final int MAX_CONCURRENCY = 100_000;
  private static final int CONCURRENCY = 64;
  private static final int MAX_CONNECTIONS = 10_000;

  /** Where messages travel in batches, what is in flight are those of several. */
  private static final int BATCH_CONCURRENCY = 1_000;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private DestinationReader() {}

  /** The destination, or null with an error. */
  static @Nullable DestinationConf read(YamlValue item, int number, Claims ids) {
    String writtenId = Ids.written(item);
    String subject = "destination " + (writtenId.isEmpty() ? number : "'" + writtenId + "'") + ": ";
    YamlMap map = item.mapOf(Section.DESTINATION, subject, "");
    if (map == null) {
      return null;
    }
    String id = Ids.read(map);
    YamlValue idValue = map.get("id");
    if (idValue != null && !id.isEmpty()) {
      ids.claim("destination '" + id + "'", map.file(), idValue.place(), "");
    }
    YamlMap http = map.map("http", Section.TO_HTTP);
    YamlMap mllp = map.map("mllp", Section.TO_MLLP);
    YamlMap eventBus = map.map("event-bus", Section.TO_EVENT_BUS);
    YamlMap postgres = map.map("postgres", Section.TO_POSTGRES);
    long kinds = Stream.of("http", "mllp", "event-bus", "postgres").filter(map::has).count();
    if (kinds != 1) {
      map.error("needs exactly one of http, mllp, event-bus and postgres");
    }
    YamlMap inner =
        http != null ? http : mllp != null ? mllp : eventBus != null ? eventBus : postgres;
    Target target = mllp == null ? target(http, eventBus, postgres) : MllpTargetReader.read(mllp);
    Batch batch = batch(target);
    int usual = batch == null ? CONCURRENCY : BATCH_CONCURRENCY;
    int concurrency =
        mllp != null
            ? connections(map, mllp)
            : limits(map, inner, "concurrency").integer("concurrency", usual, 1, MAX_CONCURRENCY);
    Duration timeout = limits(map, inner, "timeout").positive("timeout", Duration.ofSeconds(5));
    if (batch != null && inner != null) {
      checkBatch(inner.get("batch"), batch, timeout, concurrency);
    }
    boolean required = map.flag("required", true);
    boolean idempotent = map.flag("idempotent", false);
    Retry retry = retry(map);
    Breaker breaker = breaker(map);
    return target == null
        ? null
        : new DestinationConf(
            map.place(), id, target, required, idempotent, concurrency, timeout, retry, breaker);
  }

  /** Each connection has one message in flight. */
  private static int connections(YamlMap map, YamlMap mllp) {
    YamlValue given = map.get("concurrency");
    if (given != null) {
      given.error("is not for mllp: one message is in flight on each of mllp.connections");
    }
    return mllp.integer("connections", 1, 1, MAX_CONNECTIONS);
  }

  private static @Nullable Target target(
      @Nullable YamlMap http, @Nullable YamlMap eventBus, @Nullable YamlMap postgres) {
    if (http != null) {
      return HttpTargetReader.read(http);
    }
    if (eventBus != null) {
      return new EventBus(eventBus.neededWord("address"));
    }
    return postgres == null ? null : PostgresTargetReader.read(postgres);
  }

  private static @Nullable Batch batch(@Nullable Target target) {
    return switch (target) {
      case Http http -> http.batch() == null ? null : http.batch().when();
      case Postgres table -> table.batch();
      case EventBus none -> null;
      case Mllp none -> null;
      case null -> null;
    };
  }

  private static void checkBatch(
      @Nullable YamlValue given, Batch batch, Duration timeout, int concurrency) {
    if (given == null) {
      return;
    }
    Duration age = batch.age();
    // A message must not wait for its batch until there is no time left to send it.
    if (!batch.flushWhenIdle() && age != null && age.multipliedBy(2).compareTo(timeout) > 0) {
      given.error(
          "with when-idle: wait needs an age of at most half the timeout, which is "
              + Quantities.text(timeout)
              + ", got "
              + Quantities.text(age));
    }
    Integer count = batch.count();
    if (!batch.flushWhenIdle() && count != null && count > concurrency) {
      given.error(
          "with when-idle: wait needs a count of at most the concurrency, which is "
              + concurrency
              + ", or no batch is ever full, got "
              + count);
    }
  }

  /** Timeout and concurrency stand beside the target or in it, where a reader looks first. */
  private static YamlMap limits(YamlMap map, @Nullable YamlMap inner, String key) {
    YamlValue within = inner == null ? null : inner.get(key);
    if (inner == null || within == null) {
      return map;
    }
    if (map.has(key)) {
      within.error("is given a second time; give it at one of the two places");
    }
    return inner;
  }

  private static Retry retry(YamlMap map) {
    YamlMap retry = map.map("retry", Section.RETRY);
    if (retry == null) {
      return Retry.NONE;
    }
    retry.needed("attempts");
    int attempts = retry.integer("attempts", 1, 1, 100);
    Duration backoff = retry.positive("backoff", Duration.ofMillis(100));
    Duration longest = retry.notBelow("max-backoff", LONGEST_PAUSE, "backoff", backoff);
    return new Retry(attempts, backoff, retry.factor("factor", 2), longest);
  }

  private static @Nullable Breaker breaker(YamlMap map) {
    YamlMap breaker = map.map("breaker", Section.BREAKER);
    return breaker == null
        ? null
        : new Breaker(
            breaker.integer("failures", 5, 1, 1_000_000),
            breaker.positive("open-for", Duration.ofSeconds(10)));
  }
}
