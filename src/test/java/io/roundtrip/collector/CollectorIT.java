package io.roundtrip.collector;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Verdict;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.RecordAnswer;
import io.roundtrip.protocol.RecordAnswer.Kind;
import io.roundtrip.protocol.RecordAnswer.NotRecorded;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.InFlight;
import io.roundtrip.store.InFlightTable;
import io.roundtrip.store.JournalEntry;
import io.roundtrip.store.JournalFilter;
import io.roundtrip.store.JournalPage;
import io.roundtrip.store.JournalTable;
import io.roundtrip.store.JournalView;
import io.roundtrip.store.JournaledMessage;
import io.roundtrip.store.Migrations;
import io.roundtrip.store.Recordable;
import io.roundtrip.store.Scripts;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The collector in front of a real server: what it answers, what is then in the table, and the table's days. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CollectorIT {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final TestPostgres postgres = new TestPostgres();
  private final Loop loop = new Loop();
  private final Addresses addresses = new Addresses("test");
  private final Bus bus = Bus.of(loop.vertx());
  private final SplittableRandom random = new SplittableRandom(1);
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final EngineLease lease = new EngineLease(System::nanoTime);
  private EngineConf.Journal journal = EngineConf.Journal.OUTCOME;
  private PgClient client;

  @BeforeEach
  void open() throws Exception {
    client = loop.call(() -> PgClient.create(loop.vertx(), postgres.options()));
    get(new Migrations(Scripts.ofTheEngine()).apply(client));
  }

  @AfterEach
  void close() {
    get(client.close());
    loop.close();
    postgres.close();
  }

  private CollectorVerticle collector(int shard, PgOptions options, Duration timeout) {
    InstantSource clock = now::get;
    EngineConf.Store conf =
        new EngineConf.Store(
            new EngineConf.Location.Embedded(Path.of("unused")), journal, MONTH, false, 8);
    return new CollectorVerticle(
        shard, options, timeout, conf, lease, false, clock, addresses, bus);
  }

  private void deploy(CollectorVerticle verticle) throws Exception {
    get(loop.call(() -> verticle.deploy(loop.vertx().getOrCreateContext())));
  }

  private void undeploy(CollectorVerticle verticle) throws Exception {
    get(loop.call(() -> verticle.undeploy(loop.vertx().getOrCreateContext())));
  }

  private JournalEntry entry(Instant received, @Nullable String key, String detail) {
    return new JournalEntry(
        message(received, key),
        received.toEpochMilli() + 5,
        OutcomeKind.DELIVERED,
        null,
        detail,
        List.of(new DestinationOutcome("lab", Verdict.DELIVERED, null, 200, 2, 1_500_000)));
  }

  private JournaledMessage message(Instant received, @Nullable String key) {
    return new JournaledMessage(
        new MessageIds(random).next(received.toEpochMilli(), 0),
        "orders",
        key,
        7,
        new byte[] {1, (byte) 0xff},
        "application/json",
        "downstream",
        null,
        null);
  }

  private List<Future<RecordAnswer>> hand(List<? extends Recordable> entries) throws Exception {
    return loop.call(
        () -> {
          List<Future<RecordAnswer>> all = new ArrayList<>();
          for (Recordable entry : entries) {
            all.add(bus.request(addresses.record(0), entry, 20_000));
          }
          return all;
        });
  }

  private List<JournalEntry> entries(int count) {
    List<JournalEntry> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Over the three days that there are.
      all.add(
          entry(NOON.plus(Duration.ofHours(12L * (i % 3) - 12)).plusMillis(i), "k" + i % 10, ""));
    }
    all.sort((a, b) -> a.message().messageId().compareTo(b.message().messageId()));
    return all;
  }

  private long count(String sql) {
    return get(client.exec(sql)).rows().getFirst().getLong(0);
  }

  private static void expectRecorded(List<Future<RecordAnswer>> answers) {
    for (Future<RecordAnswer> answer : answers) {
      assertEquals(RecordAnswer.RECORDED, get(answer));
    }
  }

  @Test
  void everyEntryIsAnsweredAfterItsCommitAndIsInTheTableOfItsDay() throws Exception {
    CollectorVerticle verticle = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(verticle);
    expectRecorded(hand(entries(2_000)));
    assertEquals(2_000, count("SELECT count(*) FROM journal"));
    assertEquals(
        667,
        count("SELECT count(*) FROM journal_20260301 WHERE received_at < '2026-03-01 00:01+00'"));
    assertEquals(
        667,
        count("SELECT count(*) FROM journal_20260301 WHERE received_at > '2026-03-01 11:59+00'"));
    assertEquals(666, count("SELECT count(*) FROM journal_20260302"));
    undeploy(verticle);
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws Exception {
    CollectorVerticle verticle = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(verticle);
    JournalEntry entry = entry(NOON, "a\0key", "a detail");
    expectRecorded(hand(List.of(entry)));
    JournalView view =
        get(JournalTable.find(client, entry.message().messageId())).rows().getFirst();
    assertEquals(entry.message().messageId(), view.messageId());
    assertEquals("a\uFFFDkey", view.key());
    assertEquals(NOON.toEpochMilli(), view.receivedMillis());
    assertEquals(NOON.toEpochMilli() + 5, view.settledMillis());
    assertEquals("delivered", view.outcome());
    assertNull(view.reason());
    assertEquals("01ff", view.sha256());
    assertEquals(7, view.size());
    assertTrue(view.destinations().contains("\"attempts\": 2"), view::destinations);
    assertEquals(
        List.of(),
        get(JournalTable.find(client, new MessageIds(random).next(NOON.toEpochMilli(), 0))).rows());
    undeploy(verticle);
  }

  @Test
  void aCutIsSurvivedAndWhatMayBeThereTwiceIsThereOnce() throws Exception {
    try (PgProxy proxy = new PgProxy(postgres.address())) {
      CollectorVerticle verticle = collector(0, postgres.options(proxy), Duration.ofSeconds(10));
      deploy(verticle);
      List<Future<RecordAnswer>> answers = new ArrayList<>();
      List<JournalEntry> all = entries(2_000);
      for (int i = 0; i < 2_000; i += 100) {
        answers.addAll(hand(all.subList(i, i + 100)));
        if (i % 500 == 0) {
          proxy.cut();
        }
      }
      expectRecorded(answers);
      assertEquals(2_000, count("SELECT count(*) FROM journal"));
      undeploy(verticle);
    }
  }

  @Test
  void aStoreThatIsSilentTooLongCostsTheEntriesThatSaySoAndNoLaterOnes() throws Exception {
    try (PgProxy proxy = new PgProxy(postgres.address())) {
      CollectorVerticle verticle = collector(0, postgres.options(proxy), Duration.ofSeconds(3));
      deploy(verticle);
      expectRecorded(hand(List.of(entry(NOON, null, ""))));
      proxy.freeze();
      for (Future<RecordAnswer> answer : hand(entries(50))) {
        NotRecorded not = assertInstanceOf(NotRecorded.class, get(answer));
        assertEquals(Kind.STORE_UNAVAILABLE, not.kind(), not::detail);
      }
      proxy.thaw();
      proxy.cut();
      Await.until(
          "an entry that is kept again",
          () -> get(hand(List.of(entry(NOON, null, ""))).getFirst()),
          answer -> answer instanceof RecordAnswer.Recorded);
      undeploy(verticle);
    }
  }

  @Test
  void whatWasHandedOverIsCommittedBeforeTheCollectorIsDown() throws Exception {
    CollectorVerticle verticle = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(verticle);
    List<Future<RecordAnswer>> answers = new ArrayList<>();
    List<JournalEntry> all = entries(1_500);
    Future<?> down =
        loop.call(
            () -> {
              for (JournalEntry entry : all) {
                answers.add(bus.request(addresses.record(0), entry, 20_000));
              }
              return verticle.undeploy(loop.vertx().getOrCreateContext());
            });
    get(down);
    assertEquals(1_500, count("SELECT count(*) FROM journal"));
    expectRecorded(answers);
  }

  @Test
  void anEntryWithoutADayIsRefusedAndTheOthersOfItsBatchAreKept() throws Exception {
    CollectorVerticle verticle = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(verticle);
    List<JournalEntry> batch = new ArrayList<>(entries(20));
    batch.add(entry(NOON.plus(MONTH), null, ""));
    List<Future<RecordAnswer>> answers = hand(batch);
    expectRecorded(answers.subList(0, 20));
    NotRecorded not = assertInstanceOf(NotRecorded.class, get(answers.get(20)));
    assertEquals(Kind.REFUSED, not.kind());
    undeploy(verticle);
  }

  @Test
  void severalEnginesSeeToTheDaysAtOnceAndOldOnesAreDropped() throws Exception {
    List<CollectorVerticle> engines = new ArrayList<>();
    List<Future<?>> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CollectorVerticle verticle = collector(0, postgres.options(), Duration.ofSeconds(10));
      engines.add(verticle);
      starts.add(loop.call(() -> verticle.deploy(loop.vertx().getOrCreateContext())));
    }
    get(Future.all(starts));
    assertEquals(3, count(DAYS));
    expectRecorded(hand(entries(30)));
    now.set(NOON.plus(MONTH).plus(Duration.ofDays(1)));
    CollectorVerticle later = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(later);
    // Those of the last day of February and the first of March are over, and three are new.
    assertEquals(4, count(DAYS));
    assertEquals(0, count("SELECT count(*) FROM journal WHERE received_at < '2026-03-02'"));
    assertEquals(10, count("SELECT count(*) FROM journal"));
    undeploy(later);
    for (CollectorVerticle verticle : engines) {
      undeploy(verticle);
    }
  }

  private static final String DAYS =
      "SELECT count(*) FROM pg_inherits WHERE inhparent = 'journal'::regclass";

  @Test
  void pagesHaveNoGapAndNoDoubleWhileRowsComeIn() throws Exception {
    CollectorVerticle verticle = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(verticle);
    List<JournalEntry> old = entries(1_000);
    expectRecorded(hand(old));
    List<String> read = new ArrayList<>();
    JournalFilter filter = JournalFilter.newest(37);
    while (true) {
      JournalPage page = get(JournalTable.search(client, filter));
      page.rows().forEach(row -> read.add(row.messageId()));
      if (page.next() == null) {
        break;
      }
      filter = filter.after(page.next());
      expectRecorded(hand(List.of(entry(NOON.plus(Duration.ofHours(13)), "new", ""))));
    }
    Set<String> wanted = new HashSet<>();
    old.forEach(entry -> wanted.add(entry.message().messageId()));
    assertEquals(1_000, read.size());
    assertEquals(wanted, new HashSet<>(read));
    List<String> sorted = new ArrayList<>(read);
    sorted.sort((a, b) -> b.compareTo(a));
    assertEquals(sorted, read);
    undeploy(verticle);
  }

  @Test
  void everyFilterFindsWhatItSaysAndNothingElse() throws Exception {
    CollectorVerticle verticle = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(verticle);
    JournalEntry one = entry(NOON.plusSeconds(60), "Patient-17", "the Lab said no");
    List<JournalEntry> all = new ArrayList<>(entries(100));
    all.add(one);
    expectRecorded(hand(all));
    Instant at = NOON.plusSeconds(60);
    assertEquals(1, find(new JournalFilter(null, "Patient-17", null, null, null, null, 10, null)));
    assertEquals(0, find(new JournalFilter(null, "patient-17", null, null, null, null, 10, null)));
    assertEquals(1, find(new JournalFilter(null, null, null, null, null, "TIENT-1", 10, null)));
    assertEquals(1, find(new JournalFilter(null, null, null, null, null, "lab said", 10, null)));
    assertEquals(
        1,
        find(new JournalFilter(null, null, null, null, null, one.message().messageId(), 9, null)));
    assertEquals(
        1,
        find(
            new JournalFilter(
                null,
                null,
                null,
                at,
                null,
                one.message().messageId().substring(0, 18),
                500,
                null)));
    assertEquals(101, find(new JournalFilter("orders", null, null, null, null, null, 500, null)));
    assertEquals(0, find(new JournalFilter("other", null, null, null, null, null, 500, null)));
    OutcomeKind delivered = OutcomeKind.DELIVERED;
    assertEquals(101, find(new JournalFilter(null, null, delivered, null, null, null, 500, null)));
    assertEquals(
        0, find(new JournalFilter(null, null, OutcomeKind.PARTIAL, null, null, null, 500, null)));
    assertEquals(
        1, find(new JournalFilter(null, null, null, at, at.plusMillis(1), null, 500, null)));
    assertEquals(
        0, find(new JournalFilter(null, null, null, at.plusMillis(1), at, null, 500, null)));
    undeploy(verticle);
  }

  private int find(JournalFilter filter) {
    return get(JournalTable.search(client, filter)).rows().size();
  }

  @Test
  void whatIsInFlightIsThereUntilTheJournalHasWhatBecameOfIt() throws Exception {
    journal = EngineConf.Journal.WRITE_AHEAD;
    get(lease.renew(client));
    CollectorVerticle verticle = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(verticle);
    JournalEntry entry = entry(NOON, "a", "");
    expectRecorded(hand(List.of(new InFlight(entry.message()), new InFlight(message(NOON, "b")))));
    assertEquals(2, count("SELECT count(*) FROM in_flight WHERE engine = " + lease.id()));
    expectRecorded(hand(List.of(entry)));
    assertEquals(1, count("SELECT count(*) FROM in_flight"));
    assertEquals(1, count("SELECT count(*) FROM journal WHERE outcome = 'delivered'"));
    undeploy(verticle);
  }

  @Test
  void whatADeadEngineLeftInFlightIsUnknownAndALateTruthReplacesThat() throws Exception {
    journal = EngineConf.Journal.WRITE_AHEAD;
    Instant today = Instant.now();
    now.set(today);
    get(lease.renew(client));
    CollectorVerticle dying = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(dying);
    JournalEntry late = entry(today, "late", "");
    expectRecorded(hand(List.of(new InFlight(late.message()), new InFlight(message(today, "b")))));
    undeploy(dying);
    EngineLease other = new EngineLease(System::nanoTime);
    get(other.renew(client));
    assertEquals(0, recovered(other), "the other engine lives");
    get(lease.end(client));
    assertEquals(2, recovered(other));
    assertEquals(0, count("SELECT count(*) FROM in_flight"));
    assertEquals(2, count("SELECT count(*) FROM journal WHERE outcome = 'unknown'"));
    CollectorVerticle again = collector(0, postgres.options(), Duration.ofSeconds(10));
    deploy(again);
    expectRecorded(hand(List.of(late)));
    assertEquals(1, count("SELECT count(*) FROM journal WHERE outcome = 'delivered'"));
    assertEquals(1, count("SELECT count(*) FROM journal WHERE outcome = 'unknown'"));
    undeploy(again);
  }

  private int recovered(EngineLease by) {
    return get(InFlightTable.recover(client, by.id(), false, MONTH));
  }
}
