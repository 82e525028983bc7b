package io.roundtrip.experiment;

import io.roundtrip.load.Answer;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.LoadMessage;
import io.roundtrip.load.Sink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** State that one loop owns against state behind a lock, under updates and queries. Confined to the experiment's thread. */
final class LockContest {
  static final int TURN = 256;
  static final int QUERIES_PER_SECOND = 5_000;

  private static final int OUTSTANDING = 10_000;

  private final Context owner;
  private final Context asking;
  private final Measurement queries;
  private final int rounds;
  private final Duration window;

  LockContest(TestBed bed, int rounds, Duration window) {
    this.owner = bed.oneLoop().getOrCreateContext();
    Vertx asker = bed.oneLoop();
    this.asking = asker.getOrCreateContext();
    this.queries = new Measurement(asker, asking, OUTSTANDING);
    this.rounds = rounds;
    this.window = window;
  }

  List<LockRound> measure() throws Exception {
    for (LockRound.Design design : LockRound.Design.values()) {
      measure(design, true); // warms up
    }
    List<LockRound> all = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (boolean asked : new boolean[] {false, true}) {
        for (LockRound.Design design : LockRound.Design.values()) {
          all.add(measure(design, asked));
        }
      }
    }
    return all;
  }

  private LockRound measure(LockRound.Design design, boolean asked) throws Exception {
    Entities entities = new Entities(design == LockRound.Design.LOCKED);
    Updating updating = new Updating(entities, owner, window.toNanos());
    owner.runOnContext(on -> updating.start());
    double queryMillis = 0;
    if (asked) {
      Sink sink =
          design == LockRound.Design.LOCKED
              ? message -> Future.succeededFuture(read(entities, message))
              : message -> askOwner(entities, message);
      LoadFigures figures = queries.run(sink, Loads.poisson(QUERIES_PER_SECOND, window));
      queryMillis = figures.latency().getValueAtPercentile(99) / 1e3;
    }
    return Measurement.await(updating.done.future()).round(design, asked, queryMillis);
  }

  private Future<Answer> askOwner(Entities entities, LoadMessage message) {
    Promise<Answer> answer = Promise.promise();
    owner.runOnContext(
        at -> {
          Answer read = read(entities, message);
          asking.runOnContext(back -> answer.complete(read));
        });
    return answer.future();
  }

  private static Answer read(Entities entities, LoadMessage message) {
    boolean whole = entities.isPageWhole((int) (message.sequence() % Entities.COUNT));
    return new Answer(whole ? "whole" : "torn", 0);
  }

  /** What a time of updates came to. */
  private record Updated(long count, long nanos, double gapMicros) {
    LockRound round(LockRound.Design design, boolean asked, double queryMillis) {
      return new LockRound(design, asked, count * 1e9 / nanos, gapMicros, queryMillis);
    }
  }

  /** Updates in turns, between which the loop does what else it has to. Loop-confined. */
  private static final class Updating {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final double LAST = 99.99;

    private final Promise<Updated> done = Promise.promise();
    private final Histogram gaps = new Histogram(LONGEST_NANOS, 2);
    private final Entities entities;
    private final Context context;
    private final long windowNanos;
    private long startNanos;
    private long lastNanos;
    private long count;

    Updating(Entities entities, Context context, long windowNanos) {
      this.entities = entities;
      this.context = context;
      this.windowNanos = windowNanos;
    }

    void start() {
      startNanos = System.nanoTime();
      lastNanos = startNanos;
      turn();
    }

    private void turn() {
      for (int i = 0; i < TURN; i++) {
        entities.update((int) (count % Entities.COUNT));
        count++;
        long now = System.nanoTime();
        gaps.recordValue(Math.clamp(now - lastNanos, 0, LONGEST_NANOS));
        lastNanos = now;
      }
      long nanos = lastNanos - startNanos;
      if (nanos < windowNanos) {
        context.runOnContext(again -> turn());
      } else {
        done.complete(new Updated(count, nanos, gaps.getValueAtPercentile(LAST) / 1e3));
      }
    }
  }
}
