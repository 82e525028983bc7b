package io.roundtrip.idempotency;

import static io.roundtrip.idempotency.KeyedEngine.REPLAYED;
import static io.roundtrip.idempotency.KeyedEngine.route;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.hangs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.app.Program;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.ClusterTemplate;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.PostgresProcesses;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys of an engine that is killed with {@code kill -9}: what it had answered stands, what was under way is unknown. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KilledEngineKeysIT {
  private static final Pattern PORT = Pattern.compile("ingest port (\\d+)");
  private static final int UNDER_WAY = 20;

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  KilledEngineKeysIT(@TempDir Path folder) throws IOException {
    this.folder = folder.toRealPath();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void close() {
    lab.close();
    client.close();
    Await.until("no process is left", () -> PostgresProcesses.in(folder), List::isEmpty);
  }

  private String to() {
    return "{ id: lab, http: { url: '%s', timeout: 25s } }".formatted(lab.url());
  }

  private static int ingestPort(Program run) throws IOException {
    Matcher port = PORT.matcher(run.awaitLine("ingest port"));
    assertTrue(port.find());
    return Integer.parseInt(port.group(1));
  }

  private CompletableFuture<HttpResponse<String>> send(int port, String key) {
    URI uri = URI.create("http://127.0.0.1:" + port + "/orders");
    return client.sendAsync(
        TestEngine.post(uri, "{}", "Idempotency-Key", key).build(), BodyHandlers.ofString());
  }

  private void assertAnswer(HttpResponse<String> answer, int status, boolean replayed) {
    assertEquals(status, answer.statusCode(), answer::body);
    assertEquals(replayed ? "true" : "", TestEngine.header(answer, REPLAYED), answer::body);
  }

  @Test
  void ofTheOnlyEngineAreUnknownToTheNextOneAtOnce() throws Exception {
    Path conf =
        TestEngine.write(
            folder,
            KeyedEngine.conf("store: { embedded: { directory: postgres } }"),
            route("orders", "", to()));
    ClusterTemplate.copyTo(folder.resolve("postgres"));
    List<CompletableFuture<HttpResponse<String>>> lost = new ArrayList<>();
    try (Program killed = Program.jar(folder, "run", "--conf", conf.toString())) {
      int port = ingestPort(killed);
      assertAnswer(send(port, "done").join(), 200, false);
      lab.script(hangs());
      for (int i = 0; i < UNDER_WAY; i++) {
        lost.add(send(port, "under-way-" + i));
      }
      lab.awaitReceived(1 + UNDER_WAY);
      killed.signal("KILL");
    }
    for (CompletableFuture<HttpResponse<String>> one : lost) {
      assertThrows(CompletionException.class, one::join);
    }
    lab.script(answers(200));
    try (Program next = Program.jar(folder, "run", "--conf", conf.toString())) {
      int port = ingestPort(next);
      assertAnswer(send(port, "done").join(), 200, true);
      for (int i = 0; i < UNDER_WAY; i++) {
        assertAnswer(send(port, "under-way-" + i).join(), 504, true);
      }
      assertEquals(1 + UNDER_WAY, lab.received().size());
      assertAnswer(send(port, "new").join(), 200, false);
      next.signal("TERM");
      assertEquals(0, next.exitCode(), next.err());
    }
  }

  @Test
  void areUnknownToAnotherEngineWhenTheLeaseHasEnded(@TempDir Path second) throws Exception {
    try (TestPostgres postgres = new TestPostgres();
        PgProxy proxy = new PgProxy(postgres.address())) {
      String store = postgres.storeConf(proxy, folder);
      Path conf = TestEngine.write(folder, KeyedEngine.conf(store), route("orders", "", to()));
      try (TestEngine other =
              KeyedEngine.start(second, postgres, proxy, route("orders", "", to()));
          Program killed = Program.jar(folder, "run", "--conf", conf.toString())) {
        lab.script(hangs());
        CompletableFuture<HttpResponse<String>> lost = send(ingestPort(killed), "k");
        lab.awaitReceived(1);
        killed.signal("KILL");
        assertThrows(CompletionException.class, lost::join);
        // As it would be some seconds later; until its end the engine, the last that began, might
        // live.
        try (KeyRows rows = new KeyRows(postgres)) {
          rows.run(
              "UPDATE engines SET lease_until = now() + interval '5 seconds'"
                  + " WHERE id = (SELECT max(id) FROM engines)");
        }
        HttpResponse<String> early =
            KeyedEngine.postAsync(other, "k", "{}", "Prefer", "wait=3").join();
        assertAnswer(early, 504, false);
        assertAnswer(KeyedEngine.post(other, "k", "{}"), 504, true);
        assertEquals(1, lab.received().size());
      }
    }
  }
}
