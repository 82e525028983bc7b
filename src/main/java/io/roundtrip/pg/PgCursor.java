package io.roundtrip.pg;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads a result a few rows at a time, when asked and no sooner. Thread-safe like its {@link PgTransaction}, but one read
 * at a time.
 *
 * @param <T> what a row is mapped to
 */
public final class PgCursor<T> {
  /** The most rows of one read. */
  public static final int MOST_ROWS = 10_000;

  private final Home home;
  private final TransactionState state;
  private final Cursor cursor;
  private final int fetch;
  private final Function<? super Row, ? extends T> mapper;
  private boolean read;

  PgCursor(
      Home home,
      TransactionState state,
      Cursor cursor,
      int fetch,
      Function<? super Row, ? extends T> mapper) {
    this.home = home;
    this.state = state;
    this.cursor = cursor;
    this.fetch = fetch;
    this.mapper = mapper;
  }

  /** The next rows; none if there are no more. */
  public Future<List<T>> next() {
    return home.call(this::read);
  }

  private void read(Promise<List<T>> out) {
    if (read && !cursor.hasMore()) {
      out.complete(List.of());
      return;
    }
    Promise<RowSet<Row>> rows = Promise.promise();
    rows.future()
        .onComplete(
            done -> {
              if (done.failed()) {
                out.fail(done.cause());
                return;
              }
              try {
                List<T> mapped = new ArrayList<>(done.result().size());
                for (Row row : done.result()) {
                  mapped.add(mapper.apply(row));
                }
                out.complete(mapped);
              } catch (RuntimeException thrown) {
                out.fail(new PgFailure(PgKind.BUG, "a row could not be mapped: " + thrown, thrown));
              }
            });
    state.read(cursor, fetch, rows);
    read = true;
  }

  /**
   * Reads to the end, each time after the step's future for the rows before has succeeded.
   *
   * @return how many rows there were
   */
  public Future<Long> forEach(Function<? super List<T>, Future<?>> step) {
    Promise<Long> out = Promise.promise();
    further(step, 0, out);
    return out.future();
  }

  private void further(Function<? super List<T>, Future<?>> step, long soFar, Promise<Long> out) {
    next()
        .onComplete(
            rows -> {
              if (rows.isEmpty()) {
                out.complete(soFar);
                return;
              }
              Future<?> taken;
              try {
                taken = step.apply(rows);
              } catch (RuntimeException thrown) {
                out.fail(thrown);
                return;
              }
              taken.onComplete(ready -> further(step, soFar + rows.size(), out), out::fail);
            },
            out::fail);
  }
}
