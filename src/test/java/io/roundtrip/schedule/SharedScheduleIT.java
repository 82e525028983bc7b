package io.roundtrip.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.extension.Extension;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.ScheduleTable;
import io.roundtrip.store.ScheduleTable.Whose;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two engines on one database, and the rows that say whose a run is. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedScheduleIT {
  private final Path folder;
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());

  SharedScheduleIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    proxy.close();
    postgres.close();
  }

  private Engine start(String name, Extension extension) {
    Path own = folder.resolve(name);
    try {
      Files.createDirectories(own);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    String text =
        TestEngine.ENGINE_CONF
            .replace("store: { journal: off }", postgres.storeConf(proxy, own))
            .replace("routes: routes/*.yaml\n", "");
    return Engine.start(TestEngine.write(own, text), List.of(extension));
  }

  @Test
  void aRunIsOneEnginesAloneAndRunsNeverOverlap() throws Exception {
    Queue<Run> shared = new ConcurrentLinkedQueue<>();
    Queue<Run> own = new ConcurrentLinkedQueue<>();
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Extension extension =
        context -> {
          context
              .schedules()
              .every(
                  "shared",
                  Duration.ofMillis(100),
                  Duration.ofMillis(20),
                  run -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    shared.add(run);
                    context.pg().exec("SELECT pg_sleep(0.15)").await();
                    atOnce.decrementAndGet();
                  });
          context
              .schedules()
              .every("own", Duration.ofMillis(100), Duration.ZERO, own::add)
              .onEachEngine();
        };
    try (Engine first = start("first", extension);
        Engine second = start("second", extension)) {
      Await.until("ten runs", shared::size, size -> size >= 10);
      Await.until("ten runs of their own", own::size, size -> size >= 10);
      assertTrue(first.httpPort() != second.httpPort());
    }
    assertEquals(shared.size(), new HashSet<>(shared).size(), "a due time was run twice");
    assertEquals(1, most.get(), "two runs were under way at once");
    assertTrue(new HashSet<>(own).size() < own.size(), "each engine has its own");
  }

  @Test
  void aRunWhoseEndWasNotStoredKeepsNobodyFromTheNextOfTheSameEngine() {
    Vertx vertx = Vertx.vertx();
    try (Engine engine = start("migrates", context -> {})) {
      PgClient client = PgClient.create(vertx, postgres.options());
      Instant due = Instant.parse("2026-03-01T10:00:00Z");
      TestPostgres.get(
          client.exec(
              "INSERT INTO engines (id, lease_until) VALUES (900, now() + interval '1 hour'),"
                  + " (901, now() + interval '1 hour')"));
      assertEquals(Whose.OURS, claim(client, due, 900));
      assertEquals(Whose.ANOTHER_RUNS, claim(client, due.plusSeconds(60), 901));
      assertEquals(Whose.OURS, claim(client, due.plusSeconds(60), 900));
      assertTrue(engine.managementPort() > 0);
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void theRunOfAnEngineThatDiedIsTakenOverAndOldRowsGo() {
    Vertx vertx = Vertx.vertx();
    try (Engine engine = start("migrates", context -> {})) {
      PgClient client = PgClient.create(vertx, postgres.options());
      Instant due = Instant.parse("2026-03-01T10:00:00Z");
      TestPostgres.get(
          client.exec(
              "INSERT INTO engines (id, lease_until) VALUES (900, now() + interval '1 hour'),"
                  + " (901, now() + interval '1 hour')"));
      assertEquals(Whose.OURS, claim(client, due, 900));
      assertEquals(Whose.TAKEN, claim(client, due, 901));
      Instant next = due.plusSeconds(60);
      assertEquals(Whose.ANOTHER_RUNS, claim(client, next, 901));
      TestPostgres.get(client.exec("UPDATE engines SET lease_until = now() WHERE id = 900"));
      assertEquals(Whose.OURS, claim(client, next, 901));
      TestPostgres.get(ScheduleTable.end(client, "s", next, 901, true));
      assertEquals(
          0L,
          (long)
              TestPostgres.get(
                      client.exec("SELECT count(*) FROM schedule_runs WHERE schedule = 's'"))
                  .rows()
                  .getFirst()
                  .getLong(0),
          "both are older than a day");
      Instant now = Instant.now();
      assertEquals(Whose.OURS, claim(client, now, 901));
      TestPostgres.get(ScheduleTable.end(client, "s", now, 901, false));
      assertEquals(Whose.TAKEN, claim(client, now, 901), "an ended run is not run again");
      assertTrue(engine.managementPort() > 0);
    } finally {
      vertx.close().await();
    }
  }

  private static Whose claim(PgClient client, Instant due, long engine) {
    return TestPostgres.get(ScheduleTable.claim(client, "s", due, engine)).whose();
  }
}
