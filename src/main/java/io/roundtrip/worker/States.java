package io.roundtrip.worker;

import io.roundtrip.conf.StateConf;
import io.roundtrip.delivery.Message;
import io.roundtrip.format.Prepared;
import io.roundtrip.future.Timers;
import io.roundtrip.metrics.StateFigures;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.protocol.StateAnswer;
import io.roundtrip.protocol.StateQuestion;
import io.roundtrip.protocol.Submission;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.route.Route;
import io.roundtrip.route.RouteState;
import io.roundtrip.state.Entity;
import io.roundtrip.state.StateBook;
import io.roundtrip.store.StateSnapshot;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The states of one route on one shard. Loop-confined.
 *
 * <p>A message that comes to the head of its lane {@linkplain #enter asks} the state of its key: the lane sees to it that no
 * other message of the key does meanwhile. What the state will be is made then, away from the loop if the conf says {@code
 * offload}, and put in place when the message is {@linkplain #answered delivered}.
 */
final class States {
  private static final Duration LEAST_SWEEP = Duration.ofMillis(100);

  private final Route route;
  private final RouteState state;
  private final StateJudge judge;
  private final @Nullable StateStore store;
  private final StateBook book;
  private final DurableAnswers durable;
  private final Timers timers;
  private final Away away;
  private Timers.@Nullable Timer sweeping;
  private long loaded;
  private long moved;
  private long conflicts;

  /** Runs something away from the loop, and comes back to it. */
  interface Away {
    <T> Future<T> run(Callable<T> work);
  }

  /**
   * No state is in memory.
   *
   * @param shards how many share the route's bounds
   * @param store where states are kept; null to forget them
   */
  States(
      Route route,
      RouteState state,
      int shards,
      @Nullable StateStore store,
      TimerWheel wheel,
      Timers timers,
      Away away) {
    this.route = route;
    this.state = state;
    this.judge = new StateJudge(route, state);
    this.store = store;
    StateConf conf = state.conf();
    this.book =
        new StateBook(
            Math.ceilDiv(conf.maxEntities(), shards),
            Math.ceilDiv(conf.maxBytes(), (long) shards),
            conf.idle().toNanos(),
            store != null);
    this.durable = new DurableAnswers(wheel);
    this.timers = timers;
    this.away = away;
  }

  // A message comes ----------------------------------------------------------------------------

  /** Asks the state of the message's key; tells null if it may be sent, or why it may not. */
  void enter(Message<Transit> message, Consumer<Prepared.@Nullable Refused> told) {
    Transit transit = message.cargo();
    String key = transit.submission.key();
    Prepared.Refused wrong = judge.refusal(key);
    if (key == null || wrong != null) {
      told.accept(wrong);
      return;
    }
    StateStore keeping = store;
    if (keeping != null && !keeping.hasRoom()) {
      told.accept(notNow("as many states wait for the store as may"));
      return;
    }
    Entity here = book.find(key);
    if (here != null || keeping == null) {
      judge(transit, key, here == null ? Entity.NONE : here, told);
      return;
    }
    loaded++;
    keeping
        .load(route.id(), key, transit.submission.deadlineNanos() - System.nanoTime())
        .onComplete(
            found -> {
              if (!transit.settled) {
                judge(transit, key, found, told);
              }
            },
            failure -> told.accept(notNow("the state cannot be had from the store")));
  }

  private static Prepared.Refused notNow(String detail) {
    return new Prepared.Refused(Reason.STORE_UNAVAILABLE, detail);
  }

  private void judge(
      Transit transit, String key, Entity now, Consumer<Prepared.@Nullable Refused> told) {
    Submission submission = transit.submission;
    if (!state.conf().offload()) {
      admit(transit, key, now, judge.judge(submission, now), told);
      return;
    }
    away.run(() -> judge.judge(submission, now))
        .onComplete(
            judged -> {
              if (!transit.settled) {
                admit(transit, key, now, judged, told);
              }
            },
            bug -> told.accept(new Prepared.Refused(Reason.BUG, "the state could not be made")));
  }

  private void admit(
      Transit transit,
      String key,
      Entity now,
      StateJudge.Judged judged,
      Consumer<Prepared.@Nullable Refused> told) {
    Entity next = judged.next();
    if (judged.isConflict()) {
      conflicts++;
      transit.refusedBy = state.view(key, now);
    }
    if (next == null) {
      told.accept(judged.refusal());
    } else if (book.tryHold(key, now, next, System.nanoTime())) {
      transit.visit = new Visit(key, next);
      sweepLater();
      told.accept(null);
    } else {
      told.accept(
          new Prepared.Refused(
              Reason.STATE_FULL, "as many states are in memory as may, and none can make room"));
    }
  }

  // A message ends -----------------------------------------------------------------------------

  /** The message has come to an outcome: the state follows before the sender is told. */
  void answered(Message<Transit> message, Outcome outcome, Consumer<Outcome> sender) {
    Transit transit = message.cargo();
    Visit visit = transit.visit;
    if (visit != null) {
      apply(visit, outcome);
    }
    if (visit != null && visit.made != null && state.conf().durable() && outcome.isPositive()) {
      long deadline = transit.submission.deadlineNanos();
      write(visit, visit.made, durable.hold(outcome, deadline, sender));
      return;
    }
    if (visit != null && visit.made != null) {
      write(visit, visit.made, written -> {});
    }
    boolean conflict = outcome.reason() == Reason.STATE_CONFLICT;
    sender.accept(
        conflict && transit.refusedBy != null ? outcome.with(transit.refusedBy) : outcome);
  }

  /** Nothing of the message is open: the state is free for the next. */
  void settled(Message<Transit> message, Outcome outcome) {
    Transit transit = message.cargo();
    transit.settled = true;
    Visit visit = transit.visit;
    if (visit == null) {
      return;
    }
    if (!visit.applied) { // its sender was answered when it came
      apply(visit, outcome);
      if (visit.made != null) {
        write(visit, visit.made, written -> {});
      }
    }
    book.release(visit.key, System.nanoTime());
  }

  private void apply(Visit visit, Outcome outcome) {
    switch (outcome.kind()) {
      case ACCEPTED -> {
        return; // not yet
      }
      case DELIVERED -> {
        visit.made = book.deliver(visit.key, visit.next, System.currentTimeMillis());
        moved++;
      }
      case UNKNOWN -> {
        visit.made = book.doubt(visit.key, System.currentTimeMillis());
      }
      case FILTERED, REJECTED, PARTIAL, NOT_ATTEMPTED -> {
        // the state stays
      }
    }
    visit.applied = true;
  }

  private void write(Visit visit, Entity made, Consumer<Boolean> then) {
    StateStore keeping = store;
    if (keeping == null) {
      then.accept(true);
      return;
    }
    keeping.write(
        snapshot(visit.key, made),
        written -> {
          // Also of one that the store will never take: it must not stay in memory for ever.
          book.written(visit.key, made.version());
          then.accept(written);
        });
  }

  private StateSnapshot snapshot(String key, Entity entity) {
    return new StateSnapshot(route.id(), key, entity, state.conf().storeHistory());
  }

  /** Answers who waits for the store, now. */
  void giveUp() {
    durable.giveUp();
  }

  // Who asks -----------------------------------------------------------------------------------

  /** The state if it is here; else the store has it, if there is one. */
  void ask(StateQuestion question, Completable<StateAnswer> asker) {
    Entity here = book.find(question.key());
    StateStore keeping = store;
    if (here == null || !here.exists()) {
      asker.succeed(StateAnswer.NOT_HERE);
    } else if (question.isOfNow() || here.updatedMillis() <= question.atMillis()) {
      asker.succeed(new StateAnswer(state.view(question.key(), here)));
    } else if (keeping != null && book.isUnwritten(question.key())) {
      // What it was then may be on its way: written in order, so that after this one it is there.
      keeping.write(snapshot(question.key(), here), written -> asker.succeed(StateAnswer.NOT_HERE));
    } else {
      asker.succeed(StateAnswer.NOT_HERE);
    }
  }

  StateFigures figures() {
    return new StateFigures(
        route.id(),
        book.size(),
        book.bytes(),
        book.inDoubt(),
        book.unwritten(),
        loaded,
        moved,
        conflicts,
        book.evicted());
  }

  // Idle ones ----------------------------------------------------------------------------------

  private void sweepLater() {
    if (sweeping == null) {
      sweeping = timers.start(state.conf().idle(), this::sweep);
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    long next = book.evictIdle(now);
    long delay = Math.max(next - now, LEAST_SWEEP.toNanos());
    sweeping = book.size() == 0 ? null : timers.start(Duration.ofNanos(delay), this::sweep);
  }

  /** Nothing happens by itself any more. */
  void close() {
    if (sweeping != null) {
      sweeping.cancel();
    }
  }
}
