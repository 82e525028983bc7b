package io.roundtrip.destination;

import io.roundtrip.batch.BatchCollector;
import io.roundtrip.batch.BatchFigures;
import io.roundtrip.batch.BatchLimits;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.future.Timers;
import io.roundtrip.metrics.ArrayMeter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * A system that takes JSON arrays over HTTP. Loop-confined: a collector of its own for each shard, and one connection.
 *
 * <p>A message is an item ({@link ArrayCall}), a batch of them one request or, when it is split, several ({@link ArrayRun}).
 * Items are sent in the order in which they came, one batch at a time.
 */
final class ArrayDestination implements Destination {
  /** As many bytes may wait for a batch, and what is connected at that moment. */
  private static final long MOST_WAITING_BYTES = 64L << 20;

  /** One for the batch under way, one to see whether there is any. */
  private static final int CONNECTIONS = 2;

  /** By how much the collector is before the core, which would call unknown what it knows more of. */
  private static final Duration MARGIN = Duration.ofMillis(50);

  final HttpDestination way;
  final Reach reach;
  final ArrayAnswers answers;
  final BatchCollector<ArrayCall> items;
  final ArrayMeter meter = new ArrayMeter();

  ArrayDestination(
      Vertx vertx,
      DestinationConf conf,
      DestinationConf.Http http,
      DestinationConf.ArrayBatch batch,
      boolean keepAnswer) {
    // Every whole answer is kept: what it means is for ArrayAnswers to say.
    BitSet every = new BitSet();
    every.set(0, 1_000);
    this.way = new HttpDestination(vertx, conf, http, every, true, CONNECTIONS);
    this.reach = new Reach(way::call, System::nanoTime);
    this.answers = new ArrayAnswers(http.success(), keepAnswer, batch.split(), conf.idempotent());
    Duration tenth = conf.timeout().dividedBy(10);
    this.items =
        new BatchCollector<>(
            limits(batch.when(), conf.concurrency()),
            conf.timeout().minus(tenth.compareTo(MARGIN) < 0 ? tenth : MARGIN),
            this::send,
            Timers.of(vertx),
            System::nanoTime);
  }

  private Future<Void> send(List<ArrayCall> together, Duration remaining) {
    long now = System.nanoTime();
    meter.batch(together.size(), now - together.getFirst().offeredNanos());
    return new ArrayRun(this, together, now + remaining.toNanos()).begin();
  }

  /** What waits has a slot of the gate's, and was let in by {@link #isFull}: it is not turned away once it is sent. */
  private static BatchLimits limits(DestinationConf.Batch when, int concurrency) {
    return new BatchLimits(
        Objects.requireNonNull(when.count()),
        Objects.requireNonNull(when.bytes()),
        Objects.requireNonNull(when.age()),
        when.flushWhenIdle() ? BatchLimits.WhenIdle.FLUSH : BatchLimits.WhenIdle.WAIT,
        Duration.ZERO,
        1,
        concurrency,
        Long.MAX_VALUE);
  }

  /** Whether so much waits that no more is let in, before anything of it is sent to anybody. */
  boolean isFull() {
    return items.waitingBytes() >= MOST_WAITING_BYTES;
  }

  @Override
  public Call call(Listener listener) {
    return new ArrayCall(this, listener);
  }

  @Override
  public BatchFigures figures() {
    return items.figures();
  }

  @Override
  public ArrayMeter arrays() {
    return meter;
  }

  @Override
  public Future<?> close() {
    return items.end().eventually(way::close);
  }
}
