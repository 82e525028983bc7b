package io.roundtrip.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ReservedPort;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine with a database that somebody else runs, behind a network that fails. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExternalStoreIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final HttpClient http = HttpClient.newHttpClient();
  private final ReservedPort management = new ReservedPort();

  ExternalStoreIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    proxy.close();
    postgres.close();
    lab.close();
    http.close();
    management.close();
  }

  private Path conf() {
    String conf =
        TestEngine.ENGINE_CONF
            .replace("store: { journal: off }", postgres.storeConf(proxy, folder))
            .replace(
                "management: { host: 127.0.0.1, port: 0 }",
                "management: { host: 127.0.0.1, port: " + management.number() + " }");
    return TestEngine.write(folder, conf, ROUTE.formatted(lab.url()));
  }

  private HttpResponse<String> manage(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + management.number() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What the management port says of its readiness; nothing while it is closed. */
  private String ready() throws IOException, InterruptedException {
    try {
      HttpResponse<String> answer = manage("/health/ready");
      JsonObject body = new JsonObject(answer.body());
      return answer.statusCode()
          + " "
          + body.getString("status")
          + (body.containsKey("reason") ? " " + body.getString("reason") : "");
    } catch (ConnectException closed) {
      return "";
    }
  }

  private void awaitReady(String expected) {
    Await.until("/health/ready says " + expected, this::ready, expected::equals);
  }

  private int post(Engine engine) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + engine.httpPort() + "/orders");
    return http.send(TestEngine.post(uri, "{}").build(), HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private boolean isManagementClosed() {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), management.number())) {
      return !probe.isConnected();
    } catch (IOException closed) {
      return true;
    }
  }

  @Test
  void waitsForADatabaseThatIsNotThereYet() throws Exception {
    proxy.goAway();
    CompletableFuture<Engine> starting = CompletableFuture.supplyAsync(() -> Engine.start(conf()));
    awaitReady("503 starting store");
    assertEquals(200, manage("/health/live").statusCode());
    HttpResponse<String> metrics = manage("/metrics");
    assertEquals(200, metrics.statusCode());
    assertTrue(metrics.body().contains("\nroundtrip_store_up 0.0\n"), metrics::body);
    assertFalse(starting.isDone());
    proxy.comeBack();
    try (Engine engine = starting.get(30, TimeUnit.SECONDS)) {
      assertEquals("200 ready", ready());
      assertEquals(200, post(engine));
    }
    assertTrue(isManagementClosed());
  }

  @Test
  void isNotReadyWhileTheDatabaseIsLostAndMessagesFlow() throws Exception {
    try (Engine engine = Engine.start(conf())) {
      assertEquals("200 ready", ready());
      for (int loss = 0; loss < 2; loss++) {
        proxy.goAway();
        awaitReady("503 store-lost store");
        assertTrue(manage("/metrics").body().contains("\nroundtrip_store_up 0.0\n"));
        assertEquals(200, post(engine));
        proxy.comeBack();
        awaitReady("200 ready");
        assertTrue(manage("/metrics").body().contains("\nroundtrip_store_up 1.0\n"));
      }
    }
    Await.until("the end of its connections", proxy::connections, left -> left == 0);
  }

  @Test
  void aDatabaseThatIsSilentIsLost() throws Exception {
    try (Engine engine = Engine.start(conf())) {
      proxy.freeze();
      awaitReady("503 store-lost store");
      assertEquals(200, post(engine));
      proxy.thaw();
      awaitReady("200 ready");
    }
  }

  @Test
  void stopsWhileTheDatabaseIsLost() throws Exception {
    Engine engine = Engine.start(conf());
    proxy.goAway();
    awaitReady("503 store-lost store");
    engine.close();
    assertTrue(isManagementClosed());
  }

  @Test
  void endsTheWaitWhenItIsGivenUp() throws Exception {
    proxy.goAway();
    CompletableFuture<Void> giveUp = new CompletableFuture<>();
    CompletableFuture<Engine> starting =
        CompletableFuture.supplyAsync(() -> Engine.start(conf(), giveUp));
    awaitReady("503 starting store");
    giveUp.complete(null);
    Exception ended =
        assertThrows(Exception.class, () -> starting.get(30, TimeUnit.SECONDS).close());
    Throwable cause = ended instanceof ExecutionException ? ended.getCause() : ended;
    assertInstanceOf(CancellationException.class, cause);
    assertTrue(isManagementClosed());
  }

  @Test
  void anInterruptedStartLeavesNothingBehind() throws Exception {
    proxy.goAway();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread starter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (Engine engine = Engine.start(conf())) {
                    ended.complete(new AssertionError("it started on " + engine.httpPort()));
                  } catch (RuntimeException failure) {
                    ended.complete(failure);
                  }
                });
    awaitReady("503 starting store");
    starter.interrupt();
    Throwable failure = ended.get(30, TimeUnit.SECONDS);
    assertEquals("interrupted", failure.getMessage());
    assertTrue(isManagementClosed());
  }

  @Test
  void aWrongPasswordIsWaitedOutToo() throws Exception {
    Path conf = conf();
    Path password = folder.resolve("pg-password");
    assumeTrue(Files.size(password) > 0, "the server asks for no password");
    Files.writeString(password, "wrong");
    CompletableFuture<Void> giveUp = new CompletableFuture<>();
    CompletableFuture<Engine> starting =
        CompletableFuture.supplyAsync(() -> Engine.start(conf, giveUp));
    awaitReady("503 starting store");
    assertFalse(starting.isDone());
    giveUp.complete(null);
    assertThrows(Exception.class, () -> starting.get(30, TimeUnit.SECONDS).close());
  }
}
