package io.roundtrip.store;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.OnConflict;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows and the idempotency keys of their messages are one transaction. */
final class TargetTableIT {
  private static final Buffer HASH = Buffer.buffer(new byte[32]);
  private static final String FIRST = "0199f3a0-1234-7abc-8def-0123456789ab";
  private static final String SECOND = "0199f3a0-1234-7abc-8def-0123456789ac";
  private static TestPostgres postgres;
  private static PgProxy proxy;
  private static Vertx vertx;
  private static PgClient client;
  private Future<?> late = Future.succeededFuture();

  @BeforeAll
  static void open() {
    postgres = new TestPostgres();
    proxy = new PgProxy(postgres.address());
    vertx = Vertx.vertx();
    client = PgClient.create(vertx, postgres.options(proxy));
    get(
        client.exec(
            "CREATE TABLE IF NOT EXISTS idempotency (route text, hash bytea, message_id uuid,"
                + " confirmed text[] NOT NULL DEFAULT '{}', PRIMARY KEY (route, hash));"
                + " CREATE TABLE notes (n int)"));
  }

  @AfterAll
  static void close() {
    vertx.close().await();
    proxy.close();
    postgres.close();
  }

  @BeforeEach
  void clear() {
    get(
        client.exec(
            "TRUNCATE notes, idempotency; INSERT INTO idempotency (route, hash, message_id) VALUES"
                + " ('a', '\\x"
                + "00".repeat(32)
                + "', '"
                + FIRST
                + "'), ('b', '\\x"
                + "00".repeat(32)
                + "', '"
                + SECOND
                + "')"));
  }

  private static TargetTable table() {
    return get(
        TargetTable.find(
            client, "notes", List.of(new TargetTable.Column("n", false)), new OnConflict.Fail()));
  }

  private static TableRow row(String n, @Nullable KeyClaim claim) {
    return new TableRow(new @Nullable Object[] {n}, claim);
  }

  private static KeyClaim claim(String route, String messageId) {
    return new KeyClaim(route, HASH, messageId);
  }

  private static List<String> texts(String sql) {
    return get(client.exec(sql)).map(row -> row.getString(0));
  }

  private static List<String> rows() {
    return texts("SELECT n::text FROM notes ORDER BY n");
  }

  private static List<String> confirmed() {
    return texts("SELECT route || confirmed::text FROM idempotency ORDER BY route");
  }

  private static PgFailure refused(TableRow... rows) {
    return assertThrows(PgFailure.class, () -> get(table().write(client, List.of(rows), "wh")));
  }

  @Test
  void aRowAndTheMarkOfItsKeyAreCommittedTogether() {
    get(
        table()
            .write(
                client,
                List.of(row("1", claim("a", FIRST)), row("2", null), row("3", claim("b", SECOND))),
                "wh"));
    assertEquals(List.of("1", "2", "3"), rows());
    assertEquals(List.of("a{wh}", "b{wh}"), confirmed());
    get(table().write(client, List.of(row("4", claim("a", FIRST))), "other"));
    assertEquals(List.of("a{wh,other}", "b{wh}"), confirmed());
  }

  @Test
  void aRowThatIsRefusedLeavesItsKeyUnmarked() {
    PgFailure why = refused(row("1", claim("a", FIRST)), row("x", claim("b", SECOND)));
    assertEquals(PgKind.DATA, why.kind());
    assertEquals(List.of(), rows());
    assertEquals(List.of("a{}", "b{}"), confirmed());
  }

  @Test
  void aKeyThatIsHeldForAnotherMessageKeepsTheRowOut() {
    PgFailure why = refused(row("1", claim("a", FIRST)), row("2", claim("b", FIRST)));
    assertEquals(PgKind.DATA, why.kind());
    assertEquals("the idempotency key is no longer held for the message", why.getMessage());
    assertEquals(List.of(), rows());
    assertEquals(List.of("a{}", "b{}"), confirmed());
    assertEquals(PgKind.DATA, refused(row("1", claim("gone", FIRST))).kind());
  }

  @Test
  void aRowWhoseKeyHasTheMarkIsThereAndIsNotWrittenAgain() {
    List<TableRow> rows =
        List.of(row("1", claim("a", FIRST)), row("2", null), row("3", claim("b", SECOND)));
    get(table().write(client, rows.subList(0, 1), "wh"));
    get(table().write(client, rows, "wh"));
    assertEquals(List.of("1", "2", "3"), rows());
    assertEquals(List.of("a{wh}", "b{wh}"), confirmed());
    get(table().write(client, rows.subList(0, 1), "wh"));
    assertEquals(List.of("1", "2", "3"), rows());
  }

  @Test
  void whoTakesTheKeyOverWhileTheRowIsWrittenWins() {
    TargetTable table = table();
    get(
        client.inTransaction(
            transaction ->
                transaction
                    .exec("UPDATE idempotency SET message_id = '" + SECOND + "' WHERE route = 'a'")
                    .compose(
                        taken -> {
                          // Waits for the lock, and then looks again.
                          late = table.write(client, List.of(row("1", claim("a", FIRST))), "wh");
                          return awaitWaiting();
                        })));
    assertEquals(PgKind.DATA, assertThrows(PgFailure.class, () -> get(late)).kind());
    assertEquals(List.of(), rows());
    assertEquals(List.of("a{}", "b{}"), confirmed());
  }

  /** Done when somebody waits for a lock in this database. */
  private static Future<Void> awaitWaiting() {
    return client
        .exec(
            "SELECT count(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
        .compose(
            found ->
                found.rows().getFirst().getLong(0) > 0
                    ? Future.<Void>succeededFuture()
                    : vertx.timer(5).compose(later -> awaitWaiting()));
  }

  @Test
  void aCommitWhoseAnswerIsLostIsToldByTheMark() {
    String message = UUID.randomUUID().toString();
    get(client.exec("UPDATE idempotency SET message_id = '" + message + "' WHERE route = 'a'"));
    proxy.cutAfter("COMMIT");
    List<TableRow> rows = List.of(row("1", claim("a", message)));
    PgFailure why = assertThrows(PgFailure.class, () -> get(table().write(client, rows, "wh")));
    assertEquals(PgKind.UNKNOWN, why.kind());
    proxy.cutAfter("nothing of the kind");
    get(table().write(client, rows, "wh"));
    assertEquals(List.of("1"), rows());
    assertEquals(List.of("a{wh}", "b{}"), confirmed());
  }

  @Test
  void namesWhatIsNotThere() {
    PgFailure table =
        assertThrows(
            PgFailure.class,
            () ->
                get(
                    TargetTable.find(
                        client,
                        "no.where",
                        List.of(new TargetTable.Column("n", false)),
                        new OnConflict.Fail())));
    assertEquals(PgKind.BUG, table.kind());
    assertEquals("there is no table no.where", table.getMessage());
    PgFailure column =
        assertThrows(
            PgFailure.class,
            () ->
                get(
                    TargetTable.find(
                        client,
                        "notes",
                        List.of(new TargetTable.Column("N", false)),
                        new OnConflict.Fail())));
    assertEquals("table notes has no column N", column.getMessage());
  }
}
