package io.roundtrip.pg;

import io.roundtrip.queue.TimerWheel;
import io.roundtrip.reactor.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one client, and who waits for one. Loop-confined.
 *
 * <p>Statements that commit by themselves share connections, pipelined; a transaction has one for itself. Both wait in
 * line, at most {@link PgOptions#maxWaiting} together, until their deadline. While the server refuses connections and
 * there is none, everybody is told so at once, and it is asked again after a pause that grows to a second.
 *
 * <p>A connection that was discarded is counted until it is physically gone ({@link Leaving}), because only the server's
 * end of it, or the kernel, can close it past what is unanswered. As many as {@code poolSize} may be going while new ones take their
 * place; more, and their places stay taken.
 */
final class Links {
  private static final long FIRST_PAUSE_NANOS = 50_000_000;
  private static final long MOST_PAUSE_NANOS = 1_000_000_000;

  private final PgOptions options;
  private final Ticker ticker;
  private final Opening opening;
  private final List<Link> open = new ArrayList<>();
  private final Deque<Wait> shared = new ArrayDeque<>();
  private final Deque<Wait> exclusive = new ArrayDeque<>();
  private int connecting;
  private int leaving;
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long notBeforeNanos = System.nanoTime();
  private @Nullable PgFailure lastFailure;
  private @Nullable Promise<Void> closing;
  private boolean pumping;
  private long opened;
  private long discarded;
  private long refused;

  Links(Home home, PgOptions options) {
    this.options = options;
    Vertx vertx = home.vertx();
    this.ticker = new Ticker(vertx, new TimerWheel(System.nanoTime()));
    this.opening = new Opening(home, options, ticker, this);
  }

  PgOptions options() {
    return options;
  }

  Ticker ticker() {
    return ticker;
  }

  // Asked -------------------------------------------------------------------------------------

  /** Somebody wants a connection. */
  void request(Wait wait) {
    if (closing != null) {
      refuse(wait, new PgFailure(PgKind.UNAVAILABLE, "the client is closed", null));
      return;
    }
    if (wait.isPast(System.nanoTime())) {
      refuse(wait, tooLate());
      return;
    }
    PgFailure down = lastFailure;
    if (down != null && isDown()) {
      refuse(wait, down);
      return;
    }
    Deque<Wait> line = wait.isExclusive() ? exclusive : shared;
    Link link = line.isEmpty() ? find(wait) : null;
    if (link == null && waiting() >= options.maxWaiting()) {
      refuse(
          wait,
          new PgFailure(
              PgKind.UNAVAILABLE,
              "the wait queue is full: " + options.maxWaiting() + " wait for a connection",
              null));
      return;
    }
    ticker.schedule(wait, wait.deadlineNanos);
    if (link != null) {
      wait.granted(link);
    } else {
      line.add(wait);
    }
    reserve();
    grow();
  }

  private void refuse(Wait wait, PgFailure why) {
    refused++;
    wait.refused(why);
  }

  /** Waits no longer. */
  void leave(Wait wait) {
    (wait.isExclusive() ? exclusive : shared).remove(wait);
    reserve();
  }

  /** What is said to who waited until its deadline. */
  PgFailure tooLate() {
    PgFailure down = lastFailure;
    return new PgFailure(
        PgKind.UNAVAILABLE, "the deadline passed before there was a free connection", down);
  }

  /** Whether no connection is there or to come before a pause is over. */
  private boolean isDown() {
    return open.isEmpty() && connecting == 0 && System.nanoTime() - notBeforeNanos < 0;
  }

  // Given -------------------------------------------------------------------------------------

  private @Nullable Link find(Wait wait) {
    if (wait.isExclusive() && transactions() >= mostTransactions()) {
      return null;
    }
    Link best = null;
    for (int i = 0; i < open.size(); i++) {
      Link link = open.get(i);
      boolean fits = wait.isExclusive() ? link.isIdle() : link.takesShared(options.pipelining());
      if (fits && (best == null || link.inFlight() < best.inFlight())) {
        best = link;
      }
    }
    return best;
  }

  /** One connection is left to the statements that share, if there are two. */
  private int mostTransactions() {
    return Math.max(1, options.poolSize() - 1);
  }

  private int transactions() {
    int transactions = 0;
    for (int i = 0; i < open.size(); i++) {
      transactions += open.get(i).isExclusive() ? 1 : 0;
    }
    return transactions;
  }

  /** A connection may have room: who waits gets it. */
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      serve(exclusive);
      serve(shared);
    } finally {
      pumping = false;
    }
    reserve();
    grow();
  }

  private void serve(Deque<Wait> line) {
    Wait first = line.peek();
    while (first != null) {
      Link link = find(first);
      if (link == null) {
        return;
      }
      line.remove();
      first.granted(link);
      first = line.peek();
    }
  }

  /** Keeps as many connections from shared use as there are who want one for themselves. */
  private void reserve() {
    int wanted = Math.min(exclusive.size(), mostTransactions() - transactions());
    for (int i = 0; i < open.size(); i++) {
      Link link = open.get(i);
      boolean may = wanted > 0 && !link.isExclusive();
      link.reserved = may;
      if (may) {
        wanted--;
      }
    }
  }

  // Opened and closed -------------------------------------------------------------------------

  /** Opens another connection if all are busy and there may be more. */
  private void grow() {
    int places = open.size() + connecting + Math.max(0, leaving - options.poolSize());
    if (closing != null || places >= options.poolSize() || connecting > 0 || !needsMore()) {
      return;
    }
    if (System.nanoTime() - notBeforeNanos >= 0) {
      connecting++;
      opening.start();
    } else if (open.isEmpty()) {
      refuseAll();
    }
  }

  private boolean needsMore() {
    if (waiting() > 0) {
      return true;
    }
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).isIdle()) {
        return false;
      }
    }
    return !open.isEmpty();
  }

  void opened(Link link) {
    connecting--;
    opened++;
    pauseNanos = FIRST_PAUSE_NANOS;
    lastFailure = null;
    open.add(link);
    if (closing != null) {
      link.discard("the client was closed");
    }
    pump();
  }

  /**
   * A connection could not be made.
   *
   * @param hangs whether something of it is {@link Leaving}
   */
  void failed(PgFailure why, boolean hangs) {
    connecting--;
    leaving += hangs ? 1 : 0;
    lastFailure = why;
    notBeforeNanos = System.nanoTime() + pauseNanos;
    pauseNanos = Math.min(MOST_PAUSE_NANOS, 2 * pauseNanos);
    if (open.isEmpty()) {
      refuseAll();
    }
    endIfClosed();
  }

  private void refuseAll() {
    PgFailure why =
        lastFailure != null
            ? lastFailure
            : new PgFailure(PgKind.UNAVAILABLE, "no connection", null);
    for (Deque<Wait> line : List.of(exclusive, shared)) {
      List<Wait> all = new ArrayList<>(line);
      line.clear();
      for (Wait wait : all) {
        refuse(wait, why);
      }
    }
  }

  /** The server or the network has closed it. */
  void lost(Link link) {
    open.remove(link);
    endIfClosed();
    pump();
  }

  void discarded(Link link, String why) {
    open.remove(link);
    discarded++;
    leaving++;
    pump();
  }

  /** What was discarded is physically gone. */
  void gone() {
    leaving--;
    endIfClosed();
    pump();
  }

  /** Ends the client: who waits is told, what is under way is lost. Completes when no connection is left. */
  Future<Void> close() {
    Promise<Void> promise = closing;
    if (promise == null) {
      promise = Promise.promise();
      closing = promise;
      lastFailure = new PgFailure(PgKind.UNAVAILABLE, "the client was closed", null);
      refuseAll();
      for (Link link : List.copyOf(open)) {
        link.discard("the client was closed");
      }
      // A server that does not answer cannot keep a client from closing.
      Promise<Void> ended = promise;
      ticker.schedule(
          new TimerWheel.Timer() {
            @Override
            protected void onTime(long nowNanos) {
              ended.tryComplete();
            }
          },
          System.nanoTime() + 2 * options.grace().toNanos());
      endIfClosed();
    }
    return promise.future();
  }

  private void endIfClosed() {
    Promise<Void> ended = closing;
    if (ended != null && open.isEmpty() && connecting == 0 && leaving == 0) {
      ended.tryComplete();
    }
  }

  private int waiting() {
    return shared.size() + exclusive.size();
  }

  PgFigures figures() {
    int inFlight = 0;
    for (Link link : open) {
      inFlight += link.inFlight();
    }
    return new PgFigures(
        open.size(),
        connecting,
        leaving,
        transactions(),
        inFlight,
        waiting(),
        opened,
        discarded,
        refused);
  }
}
