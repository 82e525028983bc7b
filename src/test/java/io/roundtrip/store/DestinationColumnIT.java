package io.roundtrip.store;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tables keep of destinations comes back as it was, taken apart by a real database. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DestinationColumnIT {
  private final Vertx vertx = Vertx.vertx();
  private final TestPostgres postgres = new TestPostgres();
  private final PgClient client = PgClient.create(vertx, postgres.options());

  @AfterEach
  void close() {
    get(client.close());
    postgres.close();
    vertx.close().await();
  }

  /** The outbox has it as text, the other tables as JSON. */
  private List<DestinationOutcome> kept(String written, String type) {
    return get(client.query(
            "SELECT "
                + (type.equals("text")
                    ? DestinationColumn.flatText("t.destinations")
                    : DestinationColumn.flat("t.destinations"))
                + " AS destinations FROM (SELECT $1::text::"
                + type
                + " AS destinations) AS t",
            Tuple.of(written),
            row -> DestinationColumn.read(row.getArrayOfStrings("destinations"))))
        .getFirst();
  }

  @Test
  void destinationsComeBackAsTheyWereToTheMicrosecond() {
    List<DestinationOutcome> all =
        List.of(
            new DestinationOutcome("a.b-c_1", Verdict.DELIVERED, null, 200, 3, 1_234_000),
            new DestinationOutcome("b", Verdict.NOT_ATTEMPTED, Reason.NO_CONNECTION, 0, 1, 0),
            new DestinationOutcome("c", Verdict.UNKNOWN, null, -1, 2, 86_400_000_001_000L),
            new DestinationOutcome("e", Verdict.REJECTED, null, 422, 1, 1_009_000),
            new DestinationOutcome("d", null, null, 0, 0, 0));
    for (String type : List.of("text", "jsonb")) {
      assertEquals(all, kept(DestinationColumn.write(all), type));
      assertEquals(List.of(), kept(DestinationColumn.write(List.of()), type));
    }
    assertEquals(List.of(), kept("", "text"), "as a new row of the outbox has it");
  }

  @Test
  void aWordOfANewerReleaseIsNone() {
    assertEquals(
        List.of(new DestinationOutcome("a", null, null, 0, 1, 2_000_000)),
        kept(
            "[{\"id\":\"a\",\"outcome\":\"teleported\",\"reason\":\"gone\",\"status\":null,"
                + "\"attempts\":1,\"durationMs\":2.0}]",
            "text"));
  }

  @Test
  void whatAnOlderSchemaHasAsLinesIsReadToo() {
    List<Script> scripts = Scripts.ofTheEngine();
    get(new Migrations(scripts.stream().filter(each -> each.version() < 7).toList()).apply(client));
    String id = new MessageIds(new SplittableRandom(1)).next(1_700_000_000_000L, 0);
    get(
        client.execPrepared(
            "INSERT INTO outbox (message_id, route, head, received_at, content_type, headers,"
                + " idempotency_key, body, destinations)"
                + " VALUES ($1, 'r', true, now(), '', '', '', '', $2)",
            Tuple.of(
                UUID.fromString(id),
                "a delivered - 200 3 1234000\nb not-attempted no-connection 0 1 0\nc - - 0 0 0")));
    get(new Migrations(scripts).apply(client));
    List<OutboxMessage> found = get(OutboxTable.find(client, id));
    assertEquals(
        List.of(
            new DestinationOutcome("a", Verdict.DELIVERED, null, 200, 3, 1_234_000),
            new DestinationOutcome("b", Verdict.NOT_ATTEMPTED, Reason.NO_CONNECTION, 0, 1, 0),
            new DestinationOutcome("c", null, null, 0, 0, 0)),
        found.getFirst().destinations());
  }
}
