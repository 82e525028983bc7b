package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An engine's lease, with a real PostgreSQL. */
final class LapsedLeaseIT {
  private final TestPostgres postgres = new TestPostgres();
  private final Vertx vertx = Vertx.vertx();
  private final PgClient client = PgClient.create(vertx, postgres.options());

  @BeforeEach
  void migrate() {
    new Migrations(Scripts.ofTheEngine()).apply(client).await();
  }

  @AfterEach
  void close() {
    client.close().await();
    vertx.close().await();
    postgres.close();
  }

  private void letItEnd() {
    client.exec("UPDATE engines SET lease_until = now() - interval '1 second'").await();
  }

  @Test
  void aLeaseThatHasEndedIsAnotherEnginesNumber() {
    EngineLease lease = new EngineLease(System::nanoTime);
    assertFalse(lease.isHeld());
    lease.renew(client).await();
    long first = lease.id();
    lease.renew(client).await();
    assertTrue(lease.isHeldAs(first));
    letItEnd();
    lease.renew(client).await();
    assertNotEquals(first, lease.id());
    assertTrue(lease.isHeldAs(lease.id()));
    assertFalse(lease.isHeldAs(first));
  }

  @Test
  void whereThereIsNobodyElseItGoesOn() {
    EngineLease lease = new EngineLease(System::nanoTime, true);
    lease.renew(client).await();
    long first = lease.id();
    letItEnd();
    lease.renew(client).await();
    assertEquals(first, lease.id());
    assertTrue(lease.isHeldAs(first));
  }
}
