package io.roundtrip.conf;

import io.roundtrip.conf.DestinationConf.Breaker;
import io.roundtrip.conf.DestinationConf.EventBus;
import io.roundtrip.conf.DestinationConf.Retry;
import io.roundtrip.conf.DestinationConf.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads one destination of a route. Immutable. */
final class DestinationReader {
  private static final int MAX_CONCURRENCY = 100_000;
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
    YamlMap eventBus = map.map("event-bus", Section.TO_EVENT_BUS);
    if (map.has("http") == map.has("event-bus") && !map.hasLaterKey()) {
      map.error("needs exactly one of http and event-bus");
    }
    YamlMap inner = http == null ? eventBus : http;
    Target target = target(http, eventBus);
    int concurrency =
        limits(map, inner, "concurrency").integer("concurrency", 64, 1, MAX_CONCURRENCY);
    Duration timeout = limits(map, inner, "timeout").positive("timeout", Duration.ofSeconds(5));
    boolean required = map.flag("required", true);
    boolean idempotent = map.flag("idempotent", false);
    Retry retry = retry(map);
    Breaker breaker = breaker(map);
    return target == null
        ? null
        : new DestinationConf(
            map.place(), id, target, required, idempotent, concurrency, timeout, retry, breaker);
  }

  private static @Nullable Target target(@Nullable YamlMap http, @Nullable YamlMap eventBus) {
    Target toHttp = http == null ? null : HttpTargetReader.read(http);
    Target toEventBus = eventBus == null ? null : new EventBus(eventBus.neededWord("address"));
    return toHttp == null ? toEventBus : toHttp;
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
    Duration longest = retry.positive("max-backoff", max(backoff, LONGEST_PAUSE));
    YamlValue given = retry.get("max-backoff");
    if (given != null && longest.compareTo(backoff) < 0) {
      given.error(
          "must not be shorter than backoff, which is "
              + Quantities.text(backoff)
              + ", got "
              + Quantities.text(longest));
    }
    return new Retry(attempts, backoff, factor(retry.get("factor")), longest);
  }

  private static double factor(@Nullable YamlValue value) {
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return 2;
    }
    double factor = text.matches("[0-9]{1,3}([.][0-9]{1,6})?") ? Double.parseDouble(text) : 0;
    if (factor < 1 || factor > 100) {
      value.error("must be a number from 1 to 100, got '" + value.written() + "'");
      return 2;
    }
    return factor;
  }

  private static @Nullable Breaker breaker(YamlMap map) {
    YamlMap breaker = map.map("breaker", Section.BREAKER);
    return breaker == null
        ? null
        : new Breaker(
            breaker.integer("failures", 5, 1, 1_000_000),
            breaker.positive("open-for", Duration.ofSeconds(10)));
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }
}
