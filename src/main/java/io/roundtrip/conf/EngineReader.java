package io.roundtrip.conf;

import io.roundtrip.conf.EngineConf.Http;
import io.roundtrip.conf.EngineConf.Management;
import io.roundtrip.conf.EngineConf.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Reads the engine file's keys, {@code routes} aside. Immutable. */
final class EngineReader {
  private static final int MAX_PORT = 65535;
  private static final int MAX_SHARDS = 256;
  private static final int MAX_CONNECTIONS = 1_000_000;
  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");
  private static final Words<Transport> TRANSPORTS =
      Words.of("auto", Transport.AUTO)
          .or("epoll", Transport.EPOLL)
          .or("io_uring", Transport.IO_URING)
          .or("nio", Transport.NIO);

  private EngineReader() {}

  static EngineConf read(YamlMap root, List<RouteConf> routes) {
    Http http = http(root);
    Management management = management(root);
    refuseOnePortForBoth(root, http, management);
    return new EngineConf(
        root.place(),
        http,
        management,
        shards(root),
        root.oneOf("transport", Transport.AUTO, TRANSPORTS),
        StoreReader.read(root),
        root.notNegative("drain-timeout", Duration.ofSeconds(20)),
        root.notNegative("drain-linger", Duration.ofSeconds(1)),
        routes);
  }

  private static Http http(YamlMap root) {
    YamlMap http = root.map("http", Section.PORT);
    if (http == null) {
      return new Http(
          "0.0.0.0", 8080, 1 << 20, Duration.ofSeconds(10), Duration.ofSeconds(75), 10_000);
    }
    return new Http(
        http.word("host", "0.0.0.0"),
        http.integer("port", 8080, 0, MAX_PORT),
        (int) http.size("max-body", 1 << 20, 1 << 30),
        http.positive("header-timeout", Duration.ofSeconds(10)),
        http.positive("idle-timeout", Duration.ofSeconds(75)),
        http.integer("max-connections", 10_000, 1, MAX_CONNECTIONS));
  }

  private static Management management(YamlMap root) {
    YamlMap management = root.map("management", Section.MANAGEMENT);
    return management == null
        ? new Management("127.0.0.1", 8081)
        : new Management(
            management.word("host", "127.0.0.1"), management.integer("port", 8081, 0, MAX_PORT));
  }

  private static void refuseOnePortForBoth(YamlMap root, Http http, Management management) {
    boolean sameHost =
        http.host().equals(management.host())
            || EVERY_ADDRESS.contains(http.host())
            || EVERY_ADDRESS.contains(management.host());
    if (sameHost && http.port() == management.port() && http.port() != 0) {
      String what = "http.port and management.port must differ, both are " + http.port();
      YamlValue given = root.get("management");
      YamlValue place = given == null ? root.get("http") : given;
      root.file().error(place == null ? root.place() : place.place(), what);
    }
  }

  private static int shards(YamlMap root) {
    YamlValue shards = root.get("shards");
    return shards == null || shards.written().equals("auto")
        ? 0
        : root.integer("shards", 0, 1, MAX_SHARDS);
  }
}
