package io.roundtrip.destination;

import io.roundtrip.batch.Admission;
import io.roundtrip.batch.BatchEntry;
import io.roundtrip.format.RowReader.Row;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.store.TableRow;
import io.roundtrip.store.TargetTable;
import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a message as a row: the table is there → its row waits for a batch → the batch's commit. Loop-confined.
 *
 * <p>A table has no statuses; the ones given here are those of an HTTP destination that means the same: 409 for a row whose key
 * is there already, 422 for one that the table does not take, 500 for what is wrong with the table or the conf.
 */
final class RowCall implements Destination.Call, Completable<@Nullable Void> {
  private static final String UNIQUE_VIOLATION = "23505";

  private final PostgresDestination destination;
  private final Destination.Listener listener;
  private @Nullable TargetTable table;
  private @Nullable BatchEntry<TableRow> entry;
  private boolean over;

  RowCall(PostgresDestination destination, Destination.Listener listener) {
    this.destination = destination;
    this.listener = listener;
  }

  @Override
  public void connect() {
    TargetTable known = destination.access.known();
    if (destination.isFull()) {
      end(AttemptResult.notAttempted(Reason.QUEUE_FULL, "too many bytes wait for the table"));
    } else if (known != null) {
      table = known;
      listener.onConnected();
    } else {
      destination.access.ask(this::onFound);
    }
  }

  private void onFound(@Nullable TargetTable found, @Nullable Throwable failure) {
    if (over) {
      return;
    }
    if (found == null) {
      // Nothing was sent, and maybe what the message was to go with it; but a table that is not
      // there is a no.
      end(result(failure));
    } else {
      table = found;
      listener.onConnected();
    }
  }

  @Override
  public void send(Outgoing message) {
    TargetTable to = table;
    if (to == null) {
      throw new IllegalStateException("send before the table was found");
    }
    switch (destination.read(message, to)) {
      case Row.Unreadable unreadable -> {
        destination.faults.onRefused(unreadable.detail());
        end(AttemptResult.rejected(422, unreadable.detail()));
      }
      case Row.Read read ->
          offer(destination.row(read.values(), message, to), message.body().length());
    }
  }

  private void offer(TableRow row, int bytes) {
    BatchEntry<TableRow> offered = new BatchEntry<>(row, bytes, this);
    entry = offered;
    Admission admission = destination.rows.offer(offered);
    switch (admission) {
      case TAKEN -> {} // told by its entry
      case FULL -> end(AttemptResult.notAttempted(Reason.QUEUE_FULL, "too many rows wait"));
      case ENDED -> end(AttemptResult.notAttempted(Reason.DRAINING, "the engine stops"));
    }
  }

  /** The row is committed, or why it is not. */
  @Override
  public void complete(@Nullable Void none, @Nullable Throwable failure) {
    end(failure == null ? AttemptResult.delivered(0, null) : result(failure));
  }

  private AttemptResult result(@Nullable Throwable failure) {
    PgFailure why =
        failure instanceof PgFailure typed
            ? typed
            : new PgFailure(PgKind.UNKNOWN, "the store failed: " + failure, failure);
    destination.access.onFailure(why);
    String cause = String.valueOf(why.getMessage());
    return switch (why.kind()) {
      case CONSTRAINT, DATA -> {
        destination.faults.onRefused(cause);
        yield AttemptResult.rejected(UNIQUE_VIOLATION.equals(why.sqlState()) ? 409 : 422, cause);
      }
      case BUG -> AttemptResult.rejected(500, cause);
      case UNAVAILABLE, RETRYABLE -> AttemptResult.notAttempted(Reason.NO_CONNECTION, cause);
      case UNKNOWN -> AttemptResult.unknown(0, cause);
    };
  }

  private void end(AttemptResult result) {
    if (!over) {
      over = true;
      listener.onEnded(result);
    }
  }

  @Override
  public boolean isHeld() {
    BatchEntry<TableRow> offered = entry;
    return offered != null && offered.isWaiting();
  }

  /** A row that waits is taken back; one of a batch under way is told to nobody. */
  @Override
  public void abandon() {
    over = true;
    BatchEntry<TableRow> offered = entry;
    if (offered != null) {
      destination.rows.withdraw(offered);
    }
  }
}
