package io.roundtrip.engine;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.embedded.Access;
import io.roundtrip.embedded.EmbeddedPostgres;
import io.roundtrip.embedded.Patience;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.ClusterTemplate;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.pg.PgAddress;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A store that is stopped, killed and cut off while messages of every kind of route flow: everyone is answered in time and told
 * the truth, and afterwards all is as before, connections included.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RestartedStoreIT {
  private static final Duration DEADLINE = Duration.ofSeconds(4);

  /** By the sender's clock, on a machine that may hold it up; who waits for a store that does not answer waits far longer. */
  private static final Duration LATEST = DEADLINE.plusSeconds(3);

  /** Of an engine of two shards: {@code connections} by default, two questions on each shard, and the watch. */
  private static final int MOST = 16 + 2 * 2 + 1;

  private static final List<String> ROUTES = List.of("direct", "keyed", "stored", "table", "once");

  private final Path folder;
  private final EmbeddedPostgres server;
  private final PgProxy proxy;
  private final Vertx vertx = Vertx.vertx();
  private final PgClient probe;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final ScriptedDestination ward = new ScriptedDestination();

  RestartedStoreIT(@TempDir Path folder) throws Exception {
    this.folder = folder.toRealPath();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    ClusterTemplate.copyTo(this.folder.resolve("postgres"));
    server = EmbeddedPostgres.start(this.folder.resolve("postgres"), Patience.USUAL);
    Access access = server.access();
    PgAddress address =
        PgAddress.unixSocket(
            access.socketFolder(), access.port(), access.database(), access.user());
    proxy = new PgProxy(address);
    probe =
        PgClient.create(
            vertx,
            PgOptions.of(address)
                .withPassword(() -> Future.succeededFuture(access.password()))
                .withPool(1, 1, 10));
  }

  @AfterEach
  void close() {
    get(probe.close());
    vertx.close().await();
    proxy.close();
    server.close();
    lab.close();
    ward.close();
  }

  private String conf(String journal) throws IOException {
    Access access = server.access();
    Files.writeString(folder.resolve("pg-password"), access.password());
    String store =
        "store: { url: 'postgresql://%s@127.0.0.1:%d/%s?sslmode=disable', password: '${file:pg-password}', journal: %s }"
            .formatted(access.user(), proxy.port(), access.database(), journal);
    return TestEngine.ENGINE_CONF.replace("store: { journal: off }", store);
  }

  private static String route(String id, String more, String to) {
    return """
    id: %1$s
    from: { http: { path: /%1$s } }
    format: json
    deadline: %2$dms
    %3$s
    to: [ { id: %1$s, timeout: 2s, %4$s } ]
    """
        .formatted(id, DEADLINE.toMillis(), more, to);
  }

  private TestEngine start(String journal) throws IOException {
    String keyed = "idempotency: { key: header:Idempotency-Key }";
    String http = "http: { url: '%s' }";
    String table = "postgres: { table: %s, columns: { n: /n } }";
    get(probe.exec("CREATE TABLE plain (n text); CREATE TABLE ledger (n text)"));
    return TestEngine.startWith(
        folder,
        conf(journal),
        route("direct", "", http.formatted(lab.url())),
        route("keyed", keyed, http.formatted(lab.url())),
        route(
            "stored",
            "reply: stored\nredelivery: { backoff: 20ms, max-backoff: 100ms }",
            http.formatted(ward.url())),
        route("table", "", table.formatted("plain")),
        route("once", keyed, table.formatted("ledger")));
  }

  private long ask(String sql) {
    return get(probe.exec(sql)).rows().getFirst().getLong(0);
  }

  private Set<String> column(String sql) {
    Set<String> all = new HashSet<>();
    get(probe.exec(sql)).rows().forEach(row -> all.add(String.valueOf(row.getString(0))));
    return all;
  }

  /** All but the one that asks. */
  private long connections() {
    return ask(
        "SELECT count(*) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  }

  /** When the server that answers now was started, in microseconds; -1 while none answers. */
  private long started() {
    return get(
        probe
            .exec("SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint")
            .transform(
                asked ->
                    Future.succeededFuture(
                        asked.succeeded() ? asked.result().rows().getFirst().getLong(0) : -1L)));
  }

  /** Ends the server by a signal, and waits for the next. */
  private void restart(String signal) throws IOException, InterruptedException {
    long before = started();
    Path file = folder.resolve("postgres/data/postmaster.pid");
    String postmaster = Files.readAllLines(file).getFirst();
    new ProcessBuilder("kill", "-" + signal, postmaster).start().waitFor();
    Await.until("another server", this::started, now -> now != -1 && now != before);
  }

  private static void flow(StoreLoad load, int more) {
    for (String route : ROUTES) {
      int goal = load.positive(route).size() + more;
      Await.until(
          more + " messages of " + route,
          () -> load.positive(route).size() + " of " + goal + " " + load.counts(),
          told -> load.positive(route).size() >= goal);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"outcome", "write-ahead"})
  void everyoneIsAnsweredInTimeAndAllIsAsBefore(String journal) throws Exception {
    StoreLoad load;
    try (TestEngine engine = start(journal)) {
      load = new StoreLoad(engine, ROUTES);
      flow(load, 100);
      for (int i = 0; i < 2; i++) {
        restart("INT");
        flow(load, 20);
        restart("KILL");
        flow(load, 20);
        proxy.goAway();
        pause(300);
        proxy.comeBack();
        flow(load, 20);
      }
      proxy.freeze();
      pause(1_500);
      proxy.thaw();
      flow(load, 100);
      load.end();
      long after =
          Await.until("no more connections than may be", this::connections, now -> now <= MOST);
      assertEquals(proxy.connections(), after);
      assertTrue(load.slowest().compareTo(LATEST) <= 0, () -> load.slowest() + " " + load.counts());
      for (String route : ROUTES) {
        HttpResponse<String> answer = load.post(route, "last", "last-" + route);
        assertTrue(answer.statusCode() < 300, answer::body);
        Await.idle(engine, route);
      }
      Await.until(
          "the end of the outbox", () -> ask("SELECT count(*) FROM outbox"), left -> left == 0);
      System.out.println(journal + " slowest " + load.slowest() + " " + load.counts());
    }
    check(load);
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  private void check(StoreLoad load) {
    assertEquals(Set.of(), load.faults(), "status and outcome are of the table");
    Set<String> atLab = new HashSet<>(lab.bodies());
    Set<String> atWard = new HashSet<>(ward.bodies());
    assertTrue(atLab.containsAll(load.bodies("direct")));
    assertTrue(atLab.containsAll(load.bodies("keyed")));
    Set<String> letters =
        column("SELECT convert_from(body, 'UTF8') FROM dead_letters WHERE outcome = 'unknown'");
    for (String body : load.bodies("stored")) {
      assertTrue(atWard.contains(body) || letters.contains(body), body);
    }
    assertTrue(column("SELECT n FROM plain").containsAll(load.positive("table")));
    // Each was repeated until it was there.
    assertTrue(column("SELECT n FROM ledger").containsAll(load.positive("once")));
    assertEquals(0, ask("SELECT count(*) - count(DISTINCT n) FROM ledger"), "rows written twice");
    assertEquals(0, ask("SELECT count(*) FROM idempotency WHERE outcome IS NULL"));
    assertEquals(0, ask("SELECT count(*) FROM in_flight"));
  }
}
