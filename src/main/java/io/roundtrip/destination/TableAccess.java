package io.roundtrip.destination;

import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.store.TargetTable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a table can be had, as far as is known. Loop-confined.
 *
 * <p>While all goes well nobody is asked. At first, and after a failure that is not one row's, whoever wants the table waits
 * until it has been looked up once more: one question for all who come meanwhile.
 */
final class TableAccess {
  private final Supplier<Future<TargetTable>> lookUp;
  // At most as many as have a slot at the destination.
  private final Deque<Completable<TargetTable>> waiting = new ArrayDeque<>();
  private @Nullable TargetTable table;
  private boolean sound;
  private boolean asking;

  TableAccess(Supplier<Future<TargetTable>> lookUp) {
    this.lookUp = lookUp;
  }

  /** The table as it was when it was last looked up, if nothing speaks against its being there; else null. */
  @Nullable TargetTable known() {
    return sound && !asking ? table : null;
  }

  /** The table as it was when it was last looked up; null if it never was found. */
  @Nullable TargetTable latest() {
    return table;
  }

  /** Looks the table up, or waits for who does already. */
  void ask(Completable<TargetTable> asker) {
    waiting.add(asker);
    if (!asking) {
      lookUp();
    }
  }

  private void lookUp() {
    asking = true;
    lookUp.get().onComplete(this::answered);
  }

  /** Tells all in the order in which they asked; who asks meanwhile is the last of them, for messages of a lane keep theirs. */
  private void answered(@Nullable TargetTable found, @Nullable Throwable failure) {
    if (found != null) {
      table = found;
      sound = true;
      for (var next = waiting.poll(); next != null; next = waiting.poll()) {
        next.succeed(found);
      }
      asking = false;
      return;
    }
    Throwable why =
        failure != null ? failure : new PgFailure(PgKind.BUG, "the table is lost", null);
    for (int left = waiting.size(); left > 0; left--) {
      waiting.remove().fail(why);
    }
    asking = false;
    if (!waiting.isEmpty()) {
      lookUp();
    }
  }

  /** A batch has failed: unless one row was at fault, the next who wants the table makes sure of it first. */
  void onFailure(PgFailure failure) {
    if (!failure.isAboutRow() && !failure.isRetryable()) {
      sound = false;
    }
  }
}
