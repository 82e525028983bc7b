package io.roundtrip.conf;

import io.roundtrip.conf.RouteConf.Redelivery;
import io.roundtrip.conf.RouteConf.Reply;
import java.time.Duration;

/** Reads how a route's stored messages are tried again. Immutable. */
final class RedeliveryReader {
  private static final Duration BACKOFF = Duration.ofMillis(250);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);
  private static final Redelivery USUAL = new Redelivery(0, BACKOFF, 2, MAX_BACKOFF);

  private RedeliveryReader() {}

  static Redelivery read(YamlMap route, Reply reply) {
    if (reply != Reply.STORED) {
      refuse(route, "max-attempts");
      refuse(route, "redelivery");
      return USUAL;
    }
    int attempts = route.integer("max-attempts", 0, 1, 1_000_000);
    YamlMap map = route.map("redelivery", Section.REDELIVERY);
    if (map == null) {
      return new Redelivery(attempts, BACKOFF, 2, MAX_BACKOFF);
    }
    Duration backoff = map.positive("backoff", BACKOFF);
    return new Redelivery(
        attempts,
        backoff,
        map.factor("factor", 2),
        map.notBelow("max-backoff", MAX_BACKOFF, "backoff", backoff));
  }

  private static void refuse(YamlMap route, String key) {
    YamlValue given = route.get(key);
    if (given != null) {
      given.error("needs reply: stored; only what is stored is delivered again later");
    }
  }
}
