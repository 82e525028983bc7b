package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much one claim of many keys brings back, with a real PostgreSQL. */
final class KeyAnswersIT {
  private static final int KEYS = 20;
  private static final int MIB = 1 << 20;

  private final TestPostgres postgres = new TestPostgres();
  private final Vertx vertx = Vertx.vertx();
  private final PgClient client = PgClient.create(vertx, postgres.options());

  @BeforeEach
  void fill() {
    new Migrations(Scripts.ofTheEngine()).apply(client).await();
    TestPostgres.get(
        client.exec(
            "INSERT INTO idempotency (route, hash, body_hash, message_id, downstream_key, outcome,"
                + " answer_status, answer_type, answer_body, expires_at) SELECT 'r',"
                + " sha256(n::text::bytea), sha256('b'), gen_random_uuid(), 'k', 'delivered', 200,"
                + " 'text/plain', convert_to(repeat('x', 1048576), 'UTF8'),"
                + " now() + interval '1 hour' FROM generate_series(1, 20) AS n"));
  }

  @AfterEach
  void close() {
    client.close().await();
    vertx.close().await();
    postgres.close();
  }

  @Test
  void theAnswersOfOneClaimAreBoundedAndAllComeByAskingAgain() {
    List<KeyAttempt> open = new ArrayList<>();
    for (int n = 1; n <= KEYS; n++) {
      open.add(attempt(n));
    }
    List<Integer> brought = new ArrayList<>();
    while (!open.isEmpty()) {
      TestPostgres.get(IdempotencyTable.claim(client, open, 7, false));
      int before = open.size();
      open.removeIf(attempt -> !attempt.isCut() && has(attempt));
      brought.add(before - open.size());
      open.replaceAll(attempt -> new KeyAttempt(attempt.claim(), attempt.bodyHash, "k", 60_000));
    }
    assertEquals(List.of(8, 8, 4), brought);
  }

  private static boolean has(KeyAttempt attempt) {
    KeyRecord found = attempt.found();
    assertNotNull(found);
    DestinationAnswer answer = found.answer();
    assertNotNull(answer);
    assertEquals(MIB, answer.body().length);
    return true;
  }

  private KeyAttempt attempt(int n) {
    Buffer hash =
        TestPostgres.get(client.exec("SELECT sha256('" + n + "')")).rows().getFirst().getBuffer(0);
    KeyClaim claim = new KeyClaim("r", hash, UUID.randomUUID().toString());
    return new KeyAttempt(claim, hash, "k", 60_000);
  }
}
