package io.roundtrip.management;

import static io.roundtrip.kit.ScriptedDestination.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Dead letters and replay over the management port, with a real PostgreSQL. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DeadLetterIT {
  private static final Path OPENAPI = Path.of("src/main/resources/openapi.yaml");
  private static final String STORED =
      """
      id: stored
      from: { http: { path: /stored } }
      reply: stored
      max-attempts: 1
      key: header:Patient
      order: per-key
      to: [ { id: lab, http: { url: "%s" } } ]
      """;
  private static final String DIRECT =
      """
      id: direct
      from: { http: { path: /direct } }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  @TempDir private Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());
  private TestEngine engine;

  @BeforeEach
  void open() {
    String store =
        postgres.storeConf(proxy, folder).replace(" }", ", journal: outcome, store-bodies: true }");
    engine =
        TestEngine.startWith(
            folder,
            TestEngine.ENGINE_CONF.replace("store: { journal: off }", store),
            STORED.formatted(lab.url()),
            DIRECT.formatted(lab.url()));
  }

  @AfterEach
  void close() {
    engine.close();
    proxy.close();
    postgres.close();
    lab.close();
  }

  private HttpResponse<String> manage(String method, String path) {
    URI uri = URI.create("http://127.0.0.1:" + engine.engine().managementPort() + path);
    return engine.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build());
  }

  private JsonObject json(int status, String schema, String method, String path) throws Exception {
    HttpResponse<String> answer = manage(method, path);
    assertEquals(status, answer.statusCode(), answer::body);
    JsonObject body = new JsonObject(answer.body());
    Object root =
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(OPENAPI));
    Schema all = new Schema(Schema.map(root, "content"));
    assertEquals(
        List.of(),
        all.errors(Map.of("$ref", "#/components/schemas/" + schema), body),
        body::encode);
    return body;
  }

  private JsonObject deadLetters(String query) throws Exception {
    return json(200, "DeadLetterPage", "GET", "/api/dead-letters" + query);
  }

  private String dead(String body, String patient) {
    HttpResponse<String> stored = engine.post("/stored", body, "Patient", patient);
    assertEquals(202, stored.statusCode(), stored::body);
    String id = TestEngine.header(stored, "X-Message-Id");
    Await.until(
        "the dead letter " + id,
        () -> deadLetters("?key=" + patient).getJsonArray("deadLetters").size(),
        found -> found == 1);
    return id;
  }

  @Test
  void aDeadLetterIsSentAgainOnceAsANewMessageThatPointsToIt() throws Exception {
    lab.script(answers(400), answers(200));
    String id = dead("{\"a\":1}", "p1");
    JsonObject letter = deadLetters("?route=stored").getJsonArray("deadLetters").getJsonObject(0);
    assertEquals(id, letter.getString("messageId"));
    assertEquals("rejected", letter.getString("outcome"));
    assertEquals(1, letter.getInteger("attempts"));
    JsonObject found = json(200, "JournalMessage", "GET", "/api/messages/" + id);
    assertTrue(found.getBoolean("bodyKept"), found::encode);

    JsonObject replay = json(202, "Replay", "POST", "/api/messages/" + id + "/replay");
    assertEquals(id, replay.getString("replayOf"));
    assertEquals("accepted", replay.getString("outcome"));
    String again = replay.getString("messageId");
    var received = lab.awaitReceived(2);
    assertEquals("{\"a\":1}", received.get(1).body());
    assertEquals(
        received.get(0).headers().get("Idempotency-Key"),
        received.get(1).headers().get("Idempotency-Key"),
        "the same key downstream");
    assertEquals("delivered", engine.awaitSettled(again).getString("outcome"));
    JsonObject sent =
        Await.until(
            "the journal has it",
            () -> new JsonObject(manage("GET", "/api/messages/" + again).body()),
            message -> "settled".equals(message.getString("state")));
    assertEquals(id, sent.getString("replayOf"));

    assertEquals(409, manage("POST", "/api/messages/" + id + "/replay").statusCode());
    JsonObject kept = deadLetters("?replayed=true").getJsonArray("deadLetters").getJsonObject(0);
    assertEquals(again, kept.getString("replayedBy"));
    assertEquals(0, deadLetters("?replayed=false").getJsonArray("deadLetters").size());
    assertEquals(2, lab.received().size());
  }

  @Test
  void allThatAQuerySelectsAreSentAgain() throws Exception {
    lab.script(answers(400));
    for (int i = 0; i < 5; i++) {
      dead("{\"n\":" + i + "}", "many" + i);
    }
    JsonObject first = deadLetters("?limit=2");
    assertEquals(2, first.getJsonArray("deadLetters").size());
    JsonObject rest = deadLetters("?limit=3&cursor=" + first.getString("next"));
    assertEquals(3, rest.getJsonArray("deadLetters").size());
    assertFalse(rest.containsKey("next"));

    lab.script(answers(200));
    JsonObject replays = json(200, "Replays", "POST", "/api/dead-letters/replay?key=many0");
    assertEquals(1, replays.getInteger("replayed"));
    replays = json(200, "Replays", "POST", "/api/dead-letters/replay?limit=3");
    assertEquals(3, replays.getInteger("replayed"));
    assertEquals(3, replays.getJsonObject("outcomes").getInteger("accepted"));
    replays =
        json(
            200, "Replays", "POST", "/api/dead-letters/replay?cursor=" + replays.getString("next"));
    assertEquals(1, replays.getInteger("replayed"));
    assertFalse(replays.containsKey("next"));
    assertEquals(10, lab.awaitReceived(10).size());
  }

  @Test
  void aDeadLetterIsDeletedForGood() throws Exception {
    lab.script(answers(400));
    String id = dead("{}", "gone");
    assertEquals(204, manage("DELETE", "/api/dead-letters/" + id).statusCode());
    assertEquals(404, manage("DELETE", "/api/dead-letters/" + id).statusCode());
    assertEquals(0, deadLetters("").getJsonArray("deadLetters").size());
  }

  @Test
  void aJournaledMessageIsSentAgainAndTheAnswerIsTheNewOnes() throws Exception {
    lab.script(answers(500), answers(500), answers(200));
    HttpResponse<String> no = engine.post("/direct", "{\"b\":2}");
    assertEquals(502, no.statusCode());
    String id = TestEngine.header(no, "X-Message-Id");
    Await.until(
        "the journal has it",
        () -> manage("GET", "/api/messages/" + id).statusCode(),
        status -> status == 200);
    JsonObject replay = json(502, "Replay", "POST", "/api/messages/" + id + "/replay");
    assertEquals("rejected", replay.getString("outcome"));
    replay = json(200, "Replay", "POST", "/api/messages/" + id + "/replay");
    assertEquals("delivered", replay.getString("outcome"));
    assertEquals(List.of("{\"b\":2}", "{\"b\":2}", "{\"b\":2}"), lab.bodies());
    json(404, "ManagementProblem", "POST", "/api/messages/nobody/replay");
  }

  @Test
  void aStoreThatIsDownIsSaid() throws Exception {
    proxy.goAway();
    json(503, "ManagementProblem", "GET", "/api/dead-letters");
    json(503, "ManagementProblem", "POST", "/api/dead-letters/replay");
    String id = "01a1fead-760f-7000-800a-2dec89025cc1";
    json(503, "ManagementProblem", "DELETE", "/api/dead-letters/" + id);
    json(503, "ManagementProblem", "POST", "/api/messages/" + id + "/replay");
  }
}
