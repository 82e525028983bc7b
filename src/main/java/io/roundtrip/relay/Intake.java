package io.roundtrip.relay;

import io.roundtrip.batch.Admission;
import io.roundtrip.batch.BatchCollector;
import io.roundtrip.batch.BatchEntry;
import io.roundtrip.batch.BatchLimits;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.Prepared;
import io.roundtrip.future.Timers;
import io.roundtrip.metrics.RouteMeter;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.protocol.JournalWriter;
import io.roundtrip.protocol.Submission;
import io.roundtrip.reactor.Ticker;
import io.roundtrip.route.Route;
import io.roundtrip.store.Claim;
import io.roundtrip.store.HeaderLines;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.OutboxTable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages into the store, and answers each sender after the commit that holds its message. Loop-confined.
 *
 * <p>Only what will be delivered is stored: a fault of the sender's, or a filter that excludes, is told at once. An insert is
 * repeated only where it is known that nothing was done. The credit a sender holds in the route's queue is given back when its
 * message is stored, or is known not to be, or nobody can know.
 */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private static final int COUNT = 500;
  private static final long BYTES = 2 << 20;
  private static final Duration AGE = Duration.ofMillis(20);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long SOON_MILLIS = 1_000;

  /** What waits has the credits of its route, which bound it. */
  private static final int WAITING = 100_000;

  private static final long WAITING_BYTES = 256L << 20;

  private final PgClient client;
  private final LongSupplier relay;
  private final Hands hands;
  private final List<RouteMeter> meters;
  private final Ticker ticker;
  private final RecentOutcomes recent;
  private final @Nullable JournalWriter journal;
  private final BatchCollector<IntakeEntry> collector;

  Intake(
      PgClient client,
      LongSupplier relay,
      Hands hands,
      List<Route> routes,
      List<RouteMeter> meters,
      Ticker ticker,
      Timers timers,
      RecentOutcomes recent,
      @Nullable JournalWriter journal) {
    this.client = client;
    this.relay = relay;
    this.hands = hands;
    this.meters = meters;
    this.ticker = ticker;
    this.recent = recent;
    this.journal = journal;
    this.collector =
        new BatchCollector<>(
            BatchLimits.of(COUNT, BYTES, AGE).withWaiting(WAITING, WAITING_BYTES),
            TIMEOUT,
            this::write,
            timers,
            System::nanoTime);
  }

  void take(RouteRelay relayOf, Submission submission, Completable<Outcome> sender) {
    Route route = relayOf.route();
    Prepared prepared = route.prepare(submission.input(route.transform().parses()));
    switch (prepared) {
      case Prepared.AsItCame asItCame -> store(relayOf, submission, sender);
      case Prepared.Mapped mapped -> store(relayOf, submission, sender);
      case Prepared.Excluded excluded ->
          tell(
              route,
              submission,
              sender,
              outcome(
                  submission,
                  route,
                  OutcomeKind.FILTERED,
                  null,
                  "the route's filter excluded the message"));
      case Prepared.Refused refused ->
          tell(
              route,
              submission,
              sender,
              outcome(
                  submission,
                  route,
                  OutcomeKind.NOT_ATTEMPTED,
                  refused.reason(),
                  refused.detail()));
    }
  }

  private void store(RouteRelay relayOf, Submission submission, Completable<Outcome> sender) {
    Route route = relayOf.route();
    OutboxMessage message =
        OutboxMessage.fresh(
            submission.messageId(),
            route.id(),
            lane(route, submission.key()),
            submission.epochMillis(),
            submission.contentType(),
            HeaderLines.of(submission.headers(), route.headerNames()),
            submission.idempotencyKey(),
            submission.traceparent(),
            submission.history().replayOf(),
            submission.body());
    IntakeEntry entry = new IntakeEntry(this, submission, message, relayOf, sender);
    BatchEntry<IntakeEntry> inBatch =
        new BatchEntry<>(entry, message.bytes(), (none, failure) -> onWritten(entry, failure));
    entry.inBatch = inBatch;
    ticker.schedule(entry, submission.deadlineNanos());
    Admission admission = collector.offer(inBatch);
    if (admission != Admission.TAKEN) {
      notStored(entry, Reason.STORE_UNAVAILABLE, "as many messages wait for the store as may");
    }
  }

  private static @Nullable String lane(Route route, @Nullable String key) {
    if (route.conf().order() == RouteConf.Order.NONE) {
      return null;
    }
    return key == null ? OutboxMessage.STRICT : OutboxMessage.laneOf(key);
  }

  private Future<?> write(List<IntakeEntry> entries, Duration remaining) {
    long mark = relay.getAsLong();
    List<OutboxMessage> messages = entries.stream().map(entry -> entry.message).toList();
    boolean[] wanted = new boolean[entries.size()];
    for (int i = 0; i < wanted.length; i++) {
      IntakeEntry entry = entries.get(i);
      if (!entry.reserved && entry.route.tryReserve()) {
        entry.reserved = true;
      } else if (entry.reserved) {
        hands.drop(entry.message.claim()); // a repeat: its claim is one of the relay as it is now
      }
      if (entry.reserved) {
        entry.message = entry.message.claimed(Claim.first(entry.message.messageId(), mark));
        hands.take(entry.message.claim());
      }
      wanted[i] = entry.reserved;
    }
    return OutboxTable.insert(client.within(remaining), mark, messages, wanted)
        .onSuccess(heads -> onInserted(entries, heads));
  }

  private static void onInserted(List<IntakeEntry> entries, Set<String> heads) {
    for (IntakeEntry entry : entries) {
      boolean head = heads.contains(entry.message.messageId());
      entry.claimed = head && entry.reserved;
      if (head && !entry.claimed) {
        entry.route.onWaiting();
      }
    }
  }

  private void onWritten(IntakeEntry entry, @Nullable Throwable failure) {
    if (entry.reserved && !entry.claimed) {
      hands.drop(entry.message.claim());
      entry.route.giveBackRoom();
    }
    if (failure == null) {
      entry.route.onStored();
      settle(entry, outcome(entry, OutcomeKind.ACCEPTED, null, "stored"));
      if (entry.claimed) {
        entry.route.take(entry.message);
      }
      return;
    }
    PgKind kind = failure instanceof PgFailure typed ? typed.kind() : PgKind.BUG;
    switch (kind) {
      case UNKNOWN ->
          settle(
              entry,
              outcome(
                  entry,
                  OutcomeKind.UNKNOWN,
                  null,
                  "the store did not say whether it has the message"));
      case UNAVAILABLE, RETRYABLE ->
          notStored(entry, Reason.STORE_UNAVAILABLE, "the store cannot be had");
      case CONSTRAINT, DATA, BUG -> {
        LOG.error(
            "a message cannot be stored messageId={} route={}",
            entry.message.messageId(),
            entry.message.route(),
            failure);
        notStored(entry, Reason.BUG, "the engine could not store the message");
      }
    }
  }

  /** The sender waits no longer: of what was sent to the store nobody knows yet. */
  void onDeadline(IntakeEntry entry) {
    BatchEntry<IntakeEntry> inBatch = entry.inBatch;
    if (inBatch != null && collector.withdraw(inBatch)) {
      if (entry.reserved) {
        hands.drop(entry.message.claim());
        entry.route.giveBackRoom();
      }
      notStored(entry, Reason.STORE_UNAVAILABLE, "the store did not take it before the deadline");
    } else {
      settle(
          entry,
          outcome(
              entry, OutcomeKind.UNKNOWN, null, "the store did not answer before the deadline"));
    }
  }

  private void notStored(IntakeEntry entry, Reason reason, String detail) {
    settle(entry, outcome(entry, OutcomeKind.NOT_ATTEMPTED, reason, detail));
  }

  private void settle(IntakeEntry entry, Outcome outcome) {
    ticker.cancel(entry);
    if (entry.isAnswered()) {
      return;
    }
    Route route = entry.route.route();
    route.credits().giveBack(entry.submission.body().length());
    meters.get(route.index()).answered(outcome, System.nanoTime());
    entry.answer(outcome);
  }

  private void tell(
      Route route, Submission submission, Completable<Outcome> sender, Outcome outcome) {
    route.credits().giveBack(submission.body().length());
    meters.get(route.index()).answered(outcome, System.nanoTime());
    recent.add(route, outcome, submission.epochMillis());
    if (journal != null) {
      journal.add(
          journal.message(
              route.id(),
              submission,
              () -> HeaderLines.of(submission.headers(), route.headerNames())),
          outcome);
    }
    sender.succeed(outcome);
  }

  /** Refuses what comes while it stops. */
  Outcome draining(Route route, Submission submission) {
    return outcome(
        submission, route, OutcomeKind.NOT_ATTEMPTED, Reason.DRAINING, "the engine is draining");
  }

  private static Outcome outcome(
      IntakeEntry entry, OutcomeKind kind, @Nullable Reason reason, String detail) {
    return outcome(entry.submission, entry.route.route(), kind, reason, detail);
  }

  private static Outcome outcome(
      Submission submission,
      Route route,
      OutcomeKind kind,
      @Nullable Reason reason,
      String detail) {
    long millis = reason != null && reason.httpStatus() == 503 ? SOON_MILLIS : 0;
    long taken = System.nanoTime() - submission.arrivedNanos();
    return new Outcome(
        submission.messageId(),
        route.id(),
        kind,
        reason,
        detail,
        millis,
        List.of(),
        new Timings(taken, 0, 0),
        null);
  }

  /** Stores what it holds, if the store answers in time, and takes no more. */
  Future<?> end() {
    return collector.end();
  }
}
