package io.roundtrip.destination;

import io.roundtrip.batch.BatchCollector;
import io.roundtrip.batch.BatchFigures;
import io.roundtrip.batch.BatchLimits;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.DestinationConf.Conflict;
import io.roundtrip.conf.DestinationConf.Postgres;
import io.roundtrip.format.Input;
import io.roundtrip.format.RowReader;
import io.roundtrip.future.Timers;
import io.roundtrip.pg.OnConflict;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.store.TableRow;
import io.roundtrip.store.TargetTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table of the store's database. Loop-confined: a collector of its own for each shard, and the shard's client.
 *
 * <p>A message is a row, and it is confirmed after the commit of the batch that holds it ({@link RowCall}). Rows are written
 * in the order in which they were sent, one batch at a time.
 */
final class PostgresDestination implements Destination {
  /** Where the conf sets no limit to a batch, these do. */
  private static final int MOST_ROWS = 10_000;

  private static final long MOST_BYTES = 64L << 20;

  /** As many bytes may wait for a batch, and what is connected at that moment. */
  private static final long MOST_WAITING_BYTES = 64L << 20;

  /** How long a look at the table may take. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** By how much a row is told before the core gives it up: it then knows whether the row was on its way. */
  private static final Duration MARGIN = Duration.ofMillis(50);

  final BatchCollector<TableRow> rows;
  final TableAccess access;
  final RowFaults faults;
  private final String id;
  private final RowReader reader;

  PostgresDestination(
      Vertx vertx,
      PgClient client,
      String route,
      DestinationConf conf,
      Postgres target,
      RowReader reader) {
    this.id = conf.id();
    this.reader = reader;
    Duration timeout = conf.timeout();
    Duration margin = shorter(MARGIN, timeout.dividedBy(10));
    List<TargetTable.Column> columns = new ArrayList<>();
    for (int i = 0; i < reader.columns().size(); i++) {
      columns.add(new TargetTable.Column(reader.columns().get(i), reader.isWhole(i)));
    }
    OnConflict onConflict = onConflict(target.onConflict(), reader.columns());
    PgClient looking = client.within(shorter(LOOK, timeout.minus(margin)));
    this.access =
        new TableAccess(() -> TargetTable.find(looking, target.table(), columns, onConflict));
    this.faults = new RowFaults(route, conf.id(), target.table());
    this.rows =
        new BatchCollector<>(
            limits(target.batch(), conf.concurrency()),
            timeout.minus(margin),
            (batch, remaining) -> write(client.within(remaining), batch),
            Timers.of(vertx),
            System::nanoTime);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static OnConflict onConflict(Conflict conflict, List<String> columns) {
    return switch (conflict) {
      case Conflict.Reject reject -> new OnConflict.Fail();
      case Conflict.Ignore ignore -> new OnConflict.Ignore(List.of());
      case Conflict.Update update ->
          new OnConflict.Update(
              update.key(),
              columns.stream().filter(column -> !update.key().contains(column)).toList());
    };
  }

  /** What waits has a slot of the gate's, and was let in by {@link #isFull}: it is not turned away once it is sent. */
  private static BatchLimits limits(DestinationConf.Batch batch, int concurrency) {
    Duration age = batch.age();
    return new BatchLimits(
        Objects.requireNonNullElse(batch.count(), MOST_ROWS),
        Objects.requireNonNullElse(batch.bytes(), MOST_BYTES),
        age == null ? BatchLimits.NO_AGE : age,
        batch.flushWhenIdle() ? BatchLimits.WhenIdle.FLUSH : BatchLimits.WhenIdle.WAIT,
        Duration.ZERO,
        1,
        concurrency,
        Long.MAX_VALUE);
  }

  private Future<?> write(PgClient client, List<TableRow> batch) {
    TargetTable table = access.latest();
    return table == null
        ? Future.failedFuture(new PgFailure(PgKind.UNAVAILABLE, "the table is not known", null))
        : table.write(client, batch, id);
  }

  /** Whether so much waits that no more is let in, before anything of it is sent to anybody. */
  boolean isFull() {
    return rows.waitingBytes() >= MOST_WAITING_BYTES;
  }

  /** The row that the message is. */
  RowReader.Row read(Outgoing message, TargetTable table) {
    return reader.read(
        new Input(message.body().getBytes(), message.contentType(), message.headers(), "", 0),
        table.forms());
  }

  /** The values as they are sent, the whole message as bytes where that is wanted. */
  TableRow row(@Nullable String[] values, Outgoing message, TargetTable table) {
    @Nullable Object[] all = new @Nullable Object[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = reader.isWhole(i) && table.isBytes(i) ? message.body() : values[i];
    }
    return new TableRow(all, message.claim());
  }

  @Override
  public Call call(Listener listener) {
    return new RowCall(this, listener);
  }

  @Override
  public BatchFigures figures() {
    return rows.figures();
  }

  @Override
  public Future<?> close() {
    return rows.end();
  }
}
