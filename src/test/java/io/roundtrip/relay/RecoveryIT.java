package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.Timers;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.Claim;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.Migrations;
import io.roundtrip.store.OutboxTable;
import io.roundtrip.store.Scripts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done about claims that nobody acts on, round by round, with a real PostgreSQL. */
final class RecoveryIT {
  private static final int OWN_EVERY = 3;

  private final TestPostgres postgres = new TestPostgres();
  private final StoreProbe store = new StoreProbe(postgres);
  private final PgClient client = store.client();
  private final BlockingQueue<Runnable> rounds = new LinkedBlockingQueue<>();
  private final Hands hands = new Hands();
  private final EngineLease lease = new EngineLease(() -> 1); // its own clock never ends it

  @BeforeEach
  void migrate() {
    new Migrations(Scripts.ofTheEngine()).apply(client).await();
    lease.renew(client).await();
  }

  @AfterEach
  void close() {
    store.close();
    postgres.close();
  }

  private void start() {
    Timers timers =
        (delay, task) -> {
          rounds.add(task);
          return () -> {};
        };
    InstantSource clock = InstantSource.system();
    new Recovery(client, lease, 0, false, Duration.ofDays(1), clock, hands, timers).start();
  }

  /** Waits until so many rounds are over, each with all that it does. */
  private void pass(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      nextRound().run();
    }
    rounds.add(nextRound());
  }

  private Runnable nextRound() throws InterruptedException {
    return Objects.requireNonNull(rounds.poll(20, TimeUnit.SECONDS), "a round does not end");
  }

  private void claimed(long relay) {
    store.run(
        "INSERT INTO outbox (message_id, route, head, claimed_by, claims, received_at,"
            + " content_type, headers, idempotency_key, body) VALUES"
            + " ('0193e2a0-0000-7000-8000-000000000001', 'r', true, "
            + relay
            + ", 1, now(), '', '', 'k', '')");
  }

  private long suspect() {
    return store.count("SELECT count(*) FROM outbox WHERE suspect");
  }

  @Test
  void anEngineWhoseLeaseHasEndedHasTenSecondsToSettleWhatItHad() throws Exception {
    claimed(OutboxTable.relay(lease.id(), 3));
    start();
    pass(0);
    long before = lease.id();
    store.run("UPDATE engines SET lease_until = now() - interval '1 second'");
    lease.renew(client).await();
    assertTrue(lease.id() > before);
    pass(Recovery.GRACE);
    assertEquals(0, suspect());
    pass(1);
    assertEquals(1, suspect());
  }

  @Test
  void theDeadAreSeenToAtOnceByAnEngineThatStarts() throws Exception {
    claimed(OutboxTable.relay(lease.id() + 50, 3));
    start();
    pass(0);
    assertEquals(1, suspect());
  }

  @Test
  void aClaimThatIsBeingGivenBackIsNotTakenByAnAnswerThatComesLate() throws Exception {
    long relay = OutboxTable.relay(lease.id(), 0);
    claimed(relay);
    Claim claim = Claim.first("0193e2a0-0000-7000-8000-000000000001", relay);
    start();
    pass(OWN_EVERY - 1);
    assertEquals(1, store.count("SELECT count(*) FROM outbox WHERE claimed_by IS NOT NULL"));
    pass(1);
    assertEquals(0, store.count("SELECT count(*) FROM outbox WHERE claimed_by IS NOT NULL"));
    assertEquals(0, suspect());
    assertFalse(hands.take(claim));
    assertTrue(hands.take(new Claim(claim.messageId(), relay, 2)));
    pass(OWN_EVERY);
    assertTrue(hands.take(claim), "it is remembered for no longer than it may be told");
  }
}
