package io.roundtrip.collector;

import io.roundtrip.batch.Admission;
import io.roundtrip.batch.BatchCollector;
import io.roundtrip.batch.BatchEntry;
import io.roundtrip.batch.BatchLimits;
import io.roundtrip.batch.BatchLimits.WhenIdle;
import io.roundtrip.bus.Bus;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.pg.PgResult;
import io.roundtrip.pg.PgSession;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.RecordAnswer;
import io.roundtrip.protocol.RecordAnswer.Kind;
import io.roundtrip.protocol.RecordAnswer.NotRecorded;
import io.roundtrip.store.Barrier;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.InFlight;
import io.roundtrip.store.InFlightTable;
import io.roundtrip.store.JournalEntry;
import io.roundtrip.store.JournalTable;
import io.roundtrip.store.Partitions;
import io.roundtrip.store.Recordable;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One shard's collector: writes what the shard's other verticles hand to {@link Addresses#record}. Loop-confined.
 *
 * <p>Each record is answered once, within {@code timeout}: after the commit that holds it, or with why it is not there. An
 * insert whose answer was lost, or that found no server, is repeated until then; a repeat does no harm. Taken down, it takes
 * nothing more, writes what it holds, and only then lets its connections go: that, too, takes {@code timeout} at most.
 */
public final class CollectorVerticle implements Deployable {
  /** Records of a statement: more gain little, and one that is at fault is found by halving. */
  private static final int COUNT = 500;

  private static final long BYTES = 1 << 20;
  private static final Duration AGE = Duration.ofMillis(20);

  /** Nobody waits for the journal's entries: fewer, larger batches leave more of both for the messages. */
  private static final Duration JOURNAL_AGE = Duration.ofMillis(50);

  private static final int WAITING = 20_000;
  private static final long WAITING_BYTES = 32 << 20;
  private static final long BARRIER_MILLIS = 1_000;

  /** A server that says nothing for so long is asked again on another connection. */
  private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(3);

  private final int shard;
  private final PgOptions options;
  private final Duration timeout;
  private final boolean writeAhead;
  private final Duration retain;
  private final EngineLease lease;
  private final boolean alone;
  private final Partitions partitions;
  private final Addresses addresses;
  private final Bus bus;
  private Bus.@Nullable Registration registration;
  private @Nullable PgClient client;
  private @Nullable BatchCollector<JournalEntry> journal;
  private @Nullable BatchCollector<InFlight> inFlight;
  private @Nullable Upkeep upkeep;

  /**
   * The collector of one shard.
   *
   * @param options of a client of its own, on the shard's loop
   * @param timeout how long a record may take to its commit, and with it the last ones when the engine stops
   * @param conf what is kept, and for how long; the first shard sees to that
   * @param lease the engine's
   * @param alone whether no other engine uses the database
   * @param clock the wall clock
   */
  public CollectorVerticle(
      int shard,
      PgOptions options,
      Duration timeout,
      EngineConf.Store conf,
      EngineLease lease,
      boolean alone,
      InstantSource clock,
      Addresses addresses,
      Bus bus) {
    this.shard = shard;
    this.options = options;
    this.timeout = timeout;
    this.writeAhead = conf.journal() == EngineConf.Journal.WRITE_AHEAD;
    this.retain = conf.retain();
    this.lease = lease;
    this.alone = alone;
    this.partitions = new Partitions(retain, clock);
    this.addresses = addresses;
    this.bus = bus;
  }

  @Override
  public Future<?> deploy(Context context) {
    PgClient connected = PgClient.create(context.owner(), options);
    client = connected;
    Timers timers = Timers.of(context.owner());
    // A message that was in flight takes its row there with it, whatever the conf says now.
    journal =
        collector(
            timers,
            connected,
            BatchLimits.of(COUNT, BYTES, JOURNAL_AGE).withWhenIdle(WhenIdle.WAIT),
            writeAhead ? JournalTable::close : JournalTable::insert);
    inFlight =
        collector(
            timers,
            connected,
            BatchLimits.of(COUNT, BYTES, AGE),
            (session, messages) -> InFlightTable.insert(session, lease.id(), messages));
    Future<?> days = Future.succeededFuture();
    if (shard == 0) {
      upkeep =
          new Upkeep(
              context.owner(),
              () -> partitions.upkeep(connected),
              () -> InFlightTable.recover(connected, lease.id(), alone, retain));
      days = upkeep.begin();
    }
    return days.onComplete(
        begun -> registration = bus.serve(addresses.record(shard), this::record));
  }

  private <R> BatchCollector<R> collector(
      Timers timers,
      PgClient client,
      BatchLimits limits,
      BiFunction<PgSession, List<R>, Future<PgResult>> insert) {
    return new BatchCollector<>(
        limits.withWaiting(WAITING, WAITING_BYTES),
        timeout,
        (records, remaining) -> write(client, records, remaining, insert),
        timers,
        System::nanoTime);
  }

  @Override
  public Future<?> undeploy(Context context) {
    Bus.Registration serving = registration;
    BatchCollector<InFlight> beginning = inFlight;
    BatchCollector<JournalEntry> collecting = journal;
    PgClient connected = client;
    if (upkeep != null) {
      upkeep.end();
    }
    return (serving == null ? Future.succeededFuture() : overtakeNothing())
        .transform(taken -> serving == null ? Future.succeededFuture() : serving.end())
        .transform(quiet -> beginning == null ? Future.succeededFuture() : beginning.end())
        .transform(begun -> collecting == null ? Future.succeededFuture() : collecting.end())
        .transform(told -> connected == null ? Future.succeededFuture() : connected.close());
  }

  /** What was handed over may still be on the bus, which forgets it with its consumer; it keeps the order of one loop. */
  private Future<?> overtakeNothing() {
    return bus.request(addresses.record(shard), new Barrier(), BARRIER_MILLIS);
  }

  private void record(Recordable record, Completable<RecordAnswer> sender) {
    switch (record) {
      case JournalEntry entry -> offer(journal, entry, sender);
      case InFlight message -> offer(inFlight, message, sender);
      case Barrier barrier -> sender.succeed(RecordAnswer.RECORDED);
    }
  }

  private static <R extends Recordable> void offer(
      @Nullable BatchCollector<R> collecting, R record, Completable<RecordAnswer> sender) {
    Admission admission =
        collecting == null
            ? Admission.ENDED
            : collecting.offer(
                new BatchEntry<>(
                    record, record.bytes(), (none, failure) -> sender.succeed(answer(failure))));
    switch (admission) {
      case TAKEN -> {} // answered by its entry
      case FULL ->
          sender.succeed(new NotRecorded(Kind.FULL, WAITING + " records or their bytes wait"));
      case ENDED -> sender.succeed(new NotRecorded(Kind.STOPPED, "the collector has stopped"));
    }
  }

  private static RecordAnswer answer(@Nullable Throwable failure) {
    if (failure == null) {
      return RecordAnswer.RECORDED;
    }
    PgKind kind = failure instanceof PgFailure typed ? typed.kind() : PgKind.BUG;
    String detail = String.valueOf(failure.getMessage());
    return switch (kind) {
      case RETRYABLE, UNAVAILABLE -> new NotRecorded(Kind.STORE_UNAVAILABLE, detail);
      case UNKNOWN -> new NotRecorded(Kind.UNKNOWN, detail);
      case CONSTRAINT, DATA, BUG -> new NotRecorded(Kind.REFUSED, detail);
    };
  }

  /** What was not answered or not sent is worth a repeat: rows that are there stay as they are. */
  private static <R> Future<PgResult> write(
      PgClient client,
      List<R> records,
      Duration remaining,
      BiFunction<PgSession, List<R>, Future<PgResult>> insert) {
    Duration limit = remaining.compareTo(LONGEST_STATEMENT) > 0 ? LONGEST_STATEMENT : remaining;
    return insert
        .apply(client.within(limit), records)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof PgFailure typed && isWorthRepeating(typed.kind())
                        ? new PgFailure(PgKind.RETRYABLE, String.valueOf(typed.getMessage()), typed)
                        : failure));
  }

  private static boolean isWorthRepeating(PgKind kind) {
    return kind == PgKind.UNAVAILABLE || kind == PgKind.UNKNOWN;
  }
}
