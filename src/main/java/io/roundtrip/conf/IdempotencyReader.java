package io.roundtrip.conf;

import io.roundtrip.conf.RouteConf.Idempotency;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads a route's {@code idempotency}. Immutable. */
final class IdempotencyReader {
  private static final Duration RETAIN = Duration.ofHours(24);

  private IdempotencyReader() {}

  /** Null where there is none, or something is wrong in it. */
  static @Nullable Idempotency read(YamlMap route) {
    YamlMap map = route.map("idempotency", Section.IDEMPOTENCY);
    YamlValue key = map == null ? null : map.needed("key");
    PathText path = key == null ? null : key.path();
    return map == null || path == null
        ? null
        : new Idempotency(map.place(), path, map.positive("retain", RETAIN));
  }
}
