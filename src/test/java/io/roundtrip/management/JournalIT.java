package io.roundtrip.management;

import static io.roundtrip.kit.TestPostgres.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.bus.Bus;
import io.roundtrip.collector.CollectorVerticle;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.RawConnection.Answer;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import io.roundtrip.pg.PgClient;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.RecordAnswer;
import io.roundtrip.query.QueryVerticle;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.JournalEntry;
import io.roundtrip.store.JournaledMessage;
import io.roundtrip.store.Migrations;
import io.roundtrip.store.Scripts;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The journal over the management port, with a database that can be cut off. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class JournalIT {
  private static final Path OPENAPI = Path.of("src/main/resources/openapi.yaml");

  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final Loop loop = new Loop();
  private final Bus bus = Bus.of(loop.vertx());
  private final Addresses addresses = new Addresses("test");
  private final Readiness readiness = new Readiness();
  private final MessageIds ids = new MessageIds(new SplittableRandom(1));
  private final ManagementVerticle management =
      new ManagementVerticle(
          new EngineConf.Management("127.0.0.1", 0),
          bus,
          addresses,
          0,
          List.of(),
          readiness,
          "hash",
          "dev");
  private final CollectorVerticle collector =
      new CollectorVerticle(
          0,
          postgres.options(),
          Duration.ofSeconds(10),
          new EngineConf.Store(
              new EngineConf.Location.Embedded(Path.of("unused")),
              EngineConf.Journal.OUTCOME,
              Duration.ofDays(1),
              false,
              8),
          new EngineLease(System::nanoTime),
          false,
          InstantSource.system(),
          addresses,
          bus);
  private final QueryVerticle query =
      new QueryVerticle(postgres.options(proxy), 1, List.of(), addresses, bus);

  @BeforeEach
  void open() throws Exception {
    PgClient client = loop.call(() -> PgClient.create(loop.vertx(), postgres.options()));
    get(new Migrations(Scripts.ofTheEngine()).apply(client));
    get(client.close());
    deploy(management);
    deploy(collector);
    readiness.to(Readiness.State.READY);
  }

  @AfterEach
  void close() throws Exception {
    for (Deployable one : List.of(management, collector, query)) {
      get(loop.call(() -> one.undeploy(loop.vertx().getOrCreateContext())));
    }
    loop.close();
    proxy.close();
    postgres.close();
  }

  private void deploy(Deployable verticle) throws Exception {
    get(loop.call(() -> verticle.deploy(loop.vertx().getOrCreateContext())));
  }

  private JsonObject ask(int status, String path) throws Exception {
    Answer answer;
    try (RawConnection connection = new RawConnection(management.port())) {
      answer =
          connection
              .send(("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n").getBytes(UTF_8))
              .answer();
    }
    assertEquals(status, answer.status(), answer::body);
    return new JsonObject(answer.body());
  }

  private String journal(OutcomeKind kind, @Nullable Reason reason, String key) throws Exception {
    String id = ids.next(System.currentTimeMillis(), 0);
    JournalEntry entry =
        new JournalEntry(
            new JournaledMessage(
                id, "orders", key, 7, new byte[32], "application/json", id, null, null),
            System.currentTimeMillis(),
            kind,
            reason,
            "a detail",
            List.of(
                new DestinationOutcome("lab", Verdict.DELIVERED, null, 200, 3, 1_500_000),
                new DestinationOutcome(
                    "ward", Verdict.NOT_ATTEMPTED, Reason.NO_CONNECTION, 0, 1, 0)));
    Future<RecordAnswer> kept = loop.call(() -> bus.request(addresses.record(0), entry, 20_000));
    assertEquals(RecordAnswer.RECORDED, get(kept));
    return id;
  }

  private void expect(String name, JsonObject body) throws Exception {
    Object read =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(OPENAPI));
    Schema schema = new Schema(Schema.map(read, "content"));
    assertEquals(
        List.of(),
        schema.errors(Map.of("$ref", "#/components/schemas/" + name), body),
        body::encode);
  }

  @Test
  void withoutAStoreTheAnswerSaysWhatToSet() throws Exception {
    JsonObject problem = ask(501, "/api/messages");
    expect("ManagementProblem", problem);
    assertEquals(true, problem.getString("detail").contains("store.embedded"), problem::encode);
    readiness.to(Readiness.State.STARTING);
    ask(503, "/api/messages");
  }

  @Test
  void aMessageIsFoundWithItsAttempts() throws Exception {
    deploy(query);
    String id = journal(OutcomeKind.NOT_ATTEMPTED, Reason.NO_CONNECTION, "k 1");
    JsonObject found = ask(200, "/api/messages/" + id);
    expect("JournalMessage", found);
    assertEquals("no-connection", found.getString("reason"));
    assertEquals("k 1", found.getString("key"));
    JsonObject lab = found.getJsonArray("destinations").getJsonObject(0);
    assertEquals(3, lab.getInteger("attempts"));
    assertEquals(200, lab.getInteger("status"));
    assertEquals(1.5, lab.getDouble("durationMs"));
    expect("ManagementProblem", ask(404, "/api/messages/" + ids.next(1, 0)));
    ask(404, "/api/messages/nobody");
  }

  @Test
  void pagesLeadToTheLastMessageAndEveryFilterIsHeard() throws Exception {
    deploy(query);
    Instant before = Instant.now().minusSeconds(1);
    for (int i = 0; i < 5; i++) {
      journal(OutcomeKind.DELIVERED, null, "k" + i);
    }
    JsonObject page = ask(200, "/api/messages?limit=2");
    expect("JournalPage", page);
    int rows = 2;
    while (page.containsKey("next")) {
      page = ask(200, "/api/messages?limit=2&cursor=" + page.getString("next"));
      expect("JournalPage", page);
      rows += page.getJsonArray("messages").size();
    }
    assertEquals(5, rows);
    assertEquals(1, size("key=k3"));
    assertEquals(5, size("route=orders&outcome=delivered"));
    assertEquals(0, size("outcome=partial"));
    assertEquals(5, size("since=" + before + "&q=DETAIL"));
    assertEquals(0, size("until=" + before));
  }

  private int size(String query) throws Exception {
    return ask(200, "/api/messages?" + query).getJsonArray("messages").size();
  }

  @Test
  void aParameterThatCannotBeUsedIsNamed() throws Exception {
    String unknown = "9".repeat(36);
    for (String wrong :
        List.of(
            "limit=0",
            "limit=501",
            "limit=x",
            "since=yesterday",
            "until=2026-01-01",
            "outcome=lost",
            "cursor=" + unknown,
            "colour=red",
            "route=",
            "q=a&q=b",
            "since=+99999-01-01T00:00:00Z")) {
      JsonObject problem = ask(400, "/api/messages?" + wrong);
      expect("ManagementProblem", problem);
      assertEquals(wrong.substring(0, wrong.indexOf('=')), problem.getString("parameter"));
    }
  }

  @Test
  void aStoreThatIsDownIsSaidAndComesBack() throws Exception {
    deploy(query);
    String id = journal(OutcomeKind.DELIVERED, null, "k");
    ask(200, "/api/messages/" + id);
    proxy.freeze();
    JsonObject problem = ask(503, "/api/messages/" + id);
    expect("ManagementProblem", problem);
    assertNull(problem.getString("parameter"));
    proxy.thaw();
    proxy.cut();
    Await.until(
        "an answer",
        () -> {
          try {
            return ask(200, "/api/messages/" + id);
          } catch (AssertionError notYet) {
            return new JsonObject();
          }
        },
        body -> body.containsKey("outcome"));
  }
}
