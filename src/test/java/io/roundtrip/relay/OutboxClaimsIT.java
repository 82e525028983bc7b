package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Timings;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgTransaction;
import io.roundtrip.store.Migrations;
import io.roundtrip.store.OutboxEnds;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.OutboxTable;
import io.roundtrip.store.Scripts;
import io.roundtrip.store.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose a row of the outbox is, with a real PostgreSQL. */
final class OutboxClaimsIT {
  private static final long DEAD = 7;
  private static final long ALIVE = 8;
  private static final long GONE = 9;
  private static final long OWN = 10;

  private static final Outcome DELIVERED =
      new Outcome("", "r", OutcomeKind.DELIVERED, null, "", 0, List.of(), Timings.NONE, null);

  private final TestPostgres postgres = new TestPostgres();
  private final StoreProbe store = new StoreProbe(postgres);
  private final PgClient client = store.client();

  @BeforeEach
  void migrate() {
    new Migrations(Scripts.ofTheEngine()).apply(client).await();
  }

  @AfterEach
  void close() {
    store.close();
    postgres.close();
  }

  private void fill(int rows, long engine) {
    store.run(
        "INSERT INTO outbox (message_id, route, head, claimed_by, received_at, content_type,"
            + " headers, idempotency_key, body) SELECT gen_random_uuid(), 'r', true, "
            + OutboxTable.relay(engine, 3)
            + ", now(), '', '', 'k', '' FROM generate_series(1, "
            + rows
            + ")");
  }

  @Test
  void whatComesLateEndsNoNewerClaim() {
    fill(1, OWN);
    store.run("UPDATE outbox SET claimed_by = NULL");
    long relay = OutboxTable.relay(OWN, 0);
    OutboxMessage first = claim(relay);
    again(relay, first);
    OutboxMessage second = claim(relay);
    assertEquals(first.claim().number() + 1, second.claim().number());
    again(relay, first);
    assertEquals(0, OutboxTable.release(client, List.of(first.claim())).await());
    settle(relay, new Settlement.Done(first, DELIVERED));
    settle(relay, new Settlement.Dead(first, DELIVERED, 1));
    assertEquals(List.of(second.claim()), OutboxTable.claimed(client, relay).await());
    assertEquals(0, store.count("SELECT count(*) FROM dead_letters"));
    settle(relay, new Settlement.Done(second, DELIVERED));
    assertEquals(0, store.count("SELECT count(*) FROM outbox"));
  }

  private OutboxMessage claim(long relay) {
    return OutboxTable.claim(client, relay, Map.of("r", 1), 1_000).await().getFirst();
  }

  private void again(long relay, OutboxMessage message) {
    settle(relay, new Settlement.Again(message, message, Duration.ZERO));
  }

  private void settle(long relay, Settlement settlement) {
    OutboxEnds.settle(client, relay, List.of(settlement), lane -> true).await();
  }

  @Test
  void theClaimsOfTheDeadAreTakenAwayButForARowThatIsLocked() {
    store.run(
        "INSERT INTO engines (id, lease_until) VALUES (7, now() - interval '1 second'),"
            + " (8, now() + interval '1 minute'), (10, now() + interval '1 minute')");
    fill(3, DEAD);
    fill(4, ALIVE);
    fill(5, GONE); // of an engine that has no row any more
    fill(6, OWN);
    PgTransaction frozen = client.begin().await();
    frozen
        .exec(
            "SELECT 1 FROM outbox WHERE message_id = (SELECT message_id FROM outbox"
                + " WHERE claimed_by / 1024 = 7 LIMIT 1) FOR UPDATE")
        .await();
    assertEquals(7, OutboxTable.recover(client, OWN, false).await());
    frozen.rollback().await();
    assertEquals(1, OutboxTable.recover(client, OWN, false).await());
    assertEquals(8, store.count("SELECT count(*) FROM outbox WHERE suspect"));
    assertEquals(4, OutboxTable.recover(client, OWN, true).await());
    assertEquals(6, store.count("SELECT count(*) FROM outbox WHERE claimed_by IS NOT NULL"));
  }
}
