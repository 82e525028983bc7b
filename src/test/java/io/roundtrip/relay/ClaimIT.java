package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.Migrations;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.OutboxTable;
import io.roundtrip.store.Scripts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long a claim takes, whatever waits: {@code mvn verify -Pcampaign -Dcampaign.scale=2 -Dit.test=ClaimIT} prints it. */
@Tag("campaign")
final class ClaimIT {
  private static final int BACKLOG = 500_000;
  private static final int CLAIMS = 200;
  private static final int ROOM = 32;

  private final TestPostgres postgres = new TestPostgres();
  private final StoreProbe store = new StoreProbe(postgres);

  @AfterEach
  void close() {
    store.close();
    postgres.close();
  }

  @Test
  void aBacklogDoesNotSlowTheClaim() {
    assumeTrue(Long.getLong("campaign.scale", 1) > 1); // it prints figures, and CI reads none
    PgClient client = store.client();
    new Migrations(Scripts.ofTheEngine()).apply(client).await();
    fill("live", CLAIMS * ROOM, "now()");
    measure("nothing else waits", client);
    fill("down", BACKLOG, "now()");
    fill("live", CLAIMS * ROOM, "now()");
    measure(BACKLOG + " due of another route", client);
    store.run("UPDATE outbox SET next_at = now() + interval '1 hour' WHERE route = 'down'");
    store.run("UPDATE outbox SET route = 'live' WHERE route = 'down'");
    fill("live", CLAIMS * ROOM, "now()");
    measure(BACKLOG + " of the route that pause", client);
    store.run("UPDATE outbox SET next_at = now()");
    measure(BACKLOG + " of the route that are due", client);
  }

  private void fill(String route, int rows, String nextAt) {
    store.run(
        "INSERT INTO outbox (message_id, route, head, next_at, received_at, content_type, headers,"
            + " idempotency_key, body) SELECT gen_random_uuid(), '"
            + route
            + "', true, "
            + nextAt
            + ", now(), '', '', 'k', decode(repeat('ab', 800), 'hex') FROM generate_series(1, "
            + rows
            + ")");
  }

  private static void measure(String what, PgClient client) {
    long[] nanos = new long[CLAIMS];
    for (int i = 0; i < CLAIMS; i++) {
      long begun = System.nanoTime();
      List<OutboxMessage> claimed =
          OutboxTable.claim(client, 1_024, Map.of("live", ROOM), 8 << 20).await();
      nanos[i] = System.nanoTime() - begun;
      assertEquals(ROOM, claimed.size());
    }
    Arrays.sort(nanos);
    System.out.println(
        "claim of "
            + ROOM
            + ", "
            + what
            + ": median "
            + nanos[CLAIMS / 2] / 1_000
            + " us, p99 "
            + nanos[CLAIMS * 99 / 100] / 1_000
            + " us");
  }
}
