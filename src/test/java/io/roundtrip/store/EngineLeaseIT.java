package io.roundtrip.store;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases of engines in a real database. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EngineLeaseIT {
  private final Vertx vertx = Vertx.vertx();
  private final TestPostgres postgres = new TestPostgres();
  private final PgClient client = PgClient.create(vertx, postgres.options());
  private final AtomicLong nanos = new AtomicLong();

  @BeforeEach
  void schema() {
    get(new Migrations(Scripts.ofTheEngine()).apply(client));
  }

  @AfterEach
  void close() {
    get(client.close());
    postgres.close();
    vertx.close().await();
  }

  private EngineLease lease() {
    EngineLease lease = new EngineLease(nanos::get);
    get(lease.renew(client));
    return lease;
  }

  private void age(EngineLease lease, String by) {
    get(
        client.execPrepared(
            "UPDATE engines SET lease_until = now() - $2::text::interval WHERE id = $1",
            Tuple.of(lease.id(), by)));
  }

  private List<Long> engines() {
    return get(
        client.query("SELECT id FROM engines ORDER BY id", Tuple.tuple(), row -> row.getLong(0)));
  }

  @Test
  void isHeldUntilItsTimeByTheEnginesOwnClock() {
    EngineLease lease = lease();
    assertTrue(lease.isHeld());
    nanos.addAndGet(EngineLease.TIME.toNanos() - 1);
    assertTrue(lease.isHeld());
    nanos.incrementAndGet();
    assertFalse(lease.isHeld());
    get(lease.renew(client));
    assertTrue(lease.isHeld());
    get(lease.end(client));
    assertFalse(lease.isHeld());
  }

  @Test
  void oneThatIsLongOverIsDeletedByTheNextEngine() {
    EngineLease old = lease();
    EngineLease ended = lease();
    EngineLease running = lease();
    age(old, "61 minutes");
    age(ended, "59 minutes");
    get(running.renew(client));
    assertEquals(3, engines().size(), "a renewal deletes nothing");
    EngineLease next = lease();
    assertEquals(List.of(ended.id(), running.id(), next.id()), engines());
  }

  @Test
  void oneThatIsLongOverStaysWhileItHoldsSomethingThatNobodyHasTakenOver() {
    EngineLease stored = lease();
    EngineLease sent = lease();
    long relay = OutboxTable.relay(stored.id(), 3);
    get(
        client.execPrepared(
            "INSERT INTO outbox (message_id, route, head, claimed_by, received_at, content_type,"
                + " headers, idempotency_key, body)"
                + " VALUES (gen_random_uuid(), 'r', true, $1, now(), '', '', '', '')",
            Tuple.of(relay)));
    get(
        client.execPrepared(
            "INSERT INTO in_flight (message_id, engine, received_at, route, size, content_type,"
                + " idempotency_key) VALUES (gen_random_uuid(), $1, now(), 'r', 0, '', '')",
            Tuple.of(sent.id())));
    age(stored, "2 hours");
    age(sent, "2 hours");
    EngineLease next = lease();
    assertEquals(List.of(stored.id(), sent.id(), next.id()), engines());
    assertEquals(1, get(OutboxTable.recover(client, next.id(), false)));
    get(client.exec("DELETE FROM in_flight"));
    EngineLease last = lease();
    assertEquals(List.of(next.id(), last.id()), engines());
  }
}
