package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.app.Program;
import io.roundtrip.embedded.Access;
import io.roundtrip.embedded.EmbeddedPostgres;
import io.roundtrip.embedded.Patience;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.ClusterTemplate;
import io.roundtrip.kit.PostgresProcesses;
import io.roundtrip.kit.ReservedPort;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.pg.PgAddress;
import io.roundtrip.pg.PgOptions;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An engine and its PostgreSQL, killed at random points while senders go on: nothing that was answered 202 is lost, nothing
 * that was refused is delivered, nothing goes twice to a system that takes it once, and each key's messages arrive in order.
 * Confined to the test's thread, but for its senders.
 */
final class KillCampaign implements AutoCloseable {
  private static final int MOST_RESTARTS = 8;

  private static final String ROUTE =
      """
      id: %1$s
      from: { http: { path: /%1$s } }
      reply: stored
      format: json
      key: /k
      order: %2$s
      deadline: 5s
      redelivery: { backoff: 20ms, max-backoff: 100ms }
      to: [ { id: %1$s, idempotent: %3$s, http: { url: "%4$s" } } ]
      """;

  private final Path folder;
  private final Random random;
  private final ReservedPort port = new ReservedPort();
  private final ScriptedDestination keyed = new ScriptedDestination();
  private final ScriptedDestination once = new ScriptedDestination();
  private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
  private @Nullable Program engine;

  KillCampaign(Path folder, long seed) throws IOException {
    this.folder = folder.toRealPath();
    this.random = new Random(seed);
    keyed.script((vertx, request, body) -> answer(request, isRefused()));
    once.script(
        (vertx, request, body) -> {
          boolean refused = isRefused();
          if (!refused) {
            confirmed.add(body);
          }
          answer(request, refused);
        });
    ClusterTemplate.copyTo(this.folder.resolve("postgres"));
    Files.createDirectories(folder.resolve("routes"));
    Files.writeString(
        folder.resolve("routes/keyed.yaml"),
        ROUTE.formatted("keyed", "per-key", "true", keyed.url()));
    Files.writeString(
        folder.resolve("routes/once.yaml"), ROUTE.formatted("once", "none", "false", once.url()));
    Files.writeString(
        folder.resolve("engine.yaml"),
        """
        http: { host: 127.0.0.1, port: %d }
        management: { host: 127.0.0.1, port: 0 }
        shards: 2
        store: { embedded: { directory: postgres } }
        drain-timeout: 5s
        drain-linger: 0s
        routes: routes/*.yaml
        """
            .formatted(port.number()));
  }

  private static boolean isRefused() {
    return ThreadLocalRandom.current().nextInt(20) == 0;
  }

  private static void answer(HttpServerRequest request, boolean refused) {
    request.response().setStatusCode(refused ? 503 : 200).end();
  }

  void run(int rounds) throws Exception {
    start();
    Senders senders = new Senders(port.number());
    for (int i = 0; i < rounds; i++) {
      int goals = senders.stored("keyed").size() + 20;
      // Not before it works again, and then at any moment.
      Await.until(
          "messages of round " + i, () -> senders.stored("keyed").size(), size -> size >= goals);
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(200)).toNanos());
      if (random.nextBoolean()) {
        running().signal("KILL");
        running().exitCode();
        start();
      } else {
        killPostgres();
      }
    }
    senders.end();
    check(senders);
  }

  private void start() throws IOException {
    if (engine != null) {
      engine.close();
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Program started =
        Program.start(
            folder,
            Map.of(),
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                Program.JAR.toString(),
                "run",
                "--conf",
                folder.resolve("engine.yaml").toString()));
    engine = started;
    started.awaitLine("ingest port");
  }

  private Program running() {
    Program started = engine;
    if (started == null) {
      throw new IllegalStateException("no engine runs");
    }
    return started;
  }

  /** The postmaster, which takes all with it, or another of its processes, after which it ends all connections. */
  private void killPostgres() throws IOException, InterruptedException {
    List<String> processes = PostgresProcesses.in(folder);
    if (!processes.isEmpty()) {
      String any = processes.get(random.nextInt(processes.size()));
      new ProcessBuilder("kill", "-KILL", any).start().waitFor();
    }
  }

  private void check(Senders senders) throws Exception {
    Set<String> letters = new HashSet<>();
    long left = -1;
    for (int i = 0; left != 0; i++) {
      assertTrue(i < MOST_RESTARTS, left + " messages are left in the outbox");
      if (i > 0) {
        start();
      }
      // What dead engines had in hand is taken over within two seconds.
      LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
      running().signal("TERM");
      assertEquals(0, running().exitCode(), running().err());
      try (EmbeddedPostgres server =
              EmbeddedPostgres.start(folder.resolve("postgres"), Patience.USUAL);
          StoreProbe store = new StoreProbe(options(server.access()))) {
        left = store.count("SELECT count(*) FROM outbox");
        letters.addAll(
            store
                .client()
                .query(
                    "SELECT message_id FROM dead_letters",
                    Tuple.tuple(),
                    row -> row.getUUID(0).toString())
                .await());
        assertEquals(
            0,
            store.count(
                "SELECT count(*) FROM lanes l WHERE NOT EXISTS"
                    + " (SELECT FROM outbox o WHERE o.route = l.route AND o.lane = l.lane)"));
      }
    }
    Set<String> atKeyed = new HashSet<>(keyed.bodies());
    Set<String> atOnce = new HashSet<>(once.bodies());
    senders.stored("keyed").forEach((body, id) -> assertTrue(atKeyed.contains(body), body));
    senders
        .stored("once")
        .forEach((body, id) -> assertTrue(atOnce.contains(body) || letters.contains(id), body));
    senders.refused("keyed").forEach(body -> assertTrue(!atKeyed.contains(body), body));
    senders.refused("once").forEach(body -> assertTrue(!atOnce.contains(body), body));
    Senders.checkOrder(keyed.bodies());
    checkOnce();
    System.out.println(
        "stored "
            + (senders.stored("keyed").size() + senders.stored("once").size())
            + ", refused "
            + (senders.refused("keyed").size() + senders.refused("once").size())
            + ", unknown "
            + senders.unknown()
            + ", dead letters "
            + letters.size());
  }

  /** What it had said yes to did not come again to a system that takes a message once. */
  private void checkOnce() {
    Map<String, Integer> yes = Senders.counts(List.copyOf(confirmed));
    yes.forEach((body, count) -> assertEquals(1, count, body));
  }

  private static PgOptions options(Access access) {
    return PgOptions.of(
            PgAddress.unixSocket(
                access.socketFolder(), access.port(), access.database(), access.user()))
        .withPassword(() -> Future.succeededFuture(access.password()));
  }

  @Override
  public void close() throws IOException {
    if (engine != null) {
      engine.close();
    }
    Await.until("the end of PostgreSQL", () -> PostgresProcesses.in(folder), List::isEmpty);
    keyed.close();
    once.close();
    port.close();
  }
}
