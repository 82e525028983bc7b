package io.roundtrip.future;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's futures. Loop-confined; made at the first use on its loop and gone with the loop's thread.
 *
 * <p>A future that was consumed goes to the end of the line and is used again when {@value #RESERVE} others are behind it,
 * so that a reference kept by mistake meets a free future, and an error, for as long as possible. At most {@value
 * #MOST_FREE} free ones are kept. In debug mode ({@code -D}{@value #DEBUG}{@code =true}, read when the loop makes its first
 * future) none is used again, and each knows where it was made.
 */
public final class FuturePool {
  /** How many free futures are behind one that is used again. */
  public static final int RESERVE = 1_024;

  /** How many free futures a loop keeps at most; more are left to the garbage collector. */
  public static final int MOST_FREE = 65_536;

  /** The system property that turns debug mode on. */
  public static final String DEBUG = "roundtrip.future.debug";

  private static final int MOST_GATHERS = 1_024;
  private static final Logger LOG = LoggerFactory.getLogger(FuturePool.class);
  private static final ThreadLocal<@Nullable FuturePool> CURRENT = new ThreadLocal<>();

  final Thread loop = Thread.currentThread();
  final Context context;
  private final boolean debug;
  private final Timers timers;

  // The free futures: a ring whose size is a power of two.
  private @Nullable LoopFuture<?>[] free = new LoopFuture<?>[2 * RESERVE];
  private int head;
  private int size;

  // Every future in use or free has a leak in this list, which alone keeps it alive: a pool that is
  // gone counts nothing.
  private final ReferenceQueue<FutureCore> unreachable = new ReferenceQueue<>();
  private final Leak leaks = new Leak();
  private final Gather[] gathers = new Gather[MOST_GATHERS];
  private int spareGathers;
  private long made;
  private long dropped;
  private long neverCompleted;

  private FuturePool(Context context, boolean debug) {
    this.context = context;
    this.debug = debug;
    this.timers = Timers.of(context.owner());
  }

  /**
   * The calling event loop's.
   *
   * @throws IllegalStateException if the caller is not on an event loop
   */
  public static FuturePool current() {
    FuturePool pool = CURRENT.get();
    return pool == null ? first() : pool;
  }

  private static FuturePool first() {
    Context context = Vertx.currentContext();
    if (context == null || !Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "a loop future is made on an event loop, and "
              + Thread.currentThread().getName()
              + " is none: use a Vert.x future here, or context.runOnContext");
    }
    FuturePool pool = new FuturePool(context, Boolean.getBoolean(DEBUG));
    CURRENT.set(pool);
    return pool;
  }

  /** Replaces the calling loop's pool by a new one, for tests of either mode. */
  static FuturePool renew(boolean debug) {
    FuturePool pool = new FuturePool(Objects.requireNonNull(Vertx.currentContext()), debug);
    CURRENT.set(pool);
    return pool;
  }

  /** {@link LoopFuture#promise()}, without the search for the calling loop's pool. */
  public <T extends @Nullable Object> LoopFuture<T> promise() {
    LoopFuture<T> future = take();
    future.toPending();
    return future;
  }

  /** {@link LoopFuture#makeReady}, without the search for the calling loop's pool. */
  public <T extends @Nullable Object> LoopFuture<T> makeReady(T value) {
    LoopFuture<T> future = take();
    future.toOutcome(value, null);
    return future;
  }

  /** {@link LoopFuture#makeException}, without the search for the calling loop's pool. */
  public <T extends @Nullable Object> LoopFuture<T> makeException(Throwable error) {
    LoopFuture<T> future = take();
    future.toOutcome(null, error);
    return future;
  }

  /** How many future objects this loop has made: on a steady path it stands still. */
  public long made() {
    return made;
  }

  /** How many free futures there are. */
  public int free() {
    return size;
  }

  /**
   * How many futures were dropped unconsumed, as far as the garbage collector has noticed. Each is a bug of its user's: an
   * outcome nobody heard of. Those that had failed were logged.
   */
  public long dropped() {
    reap();
    return dropped;
  }

  /** How many futures somebody waited for whose producer is gone, as far as the garbage collector has noticed. */
  public long neverCompleted() {
    reap();
    return neverCompleted;
  }

  /** The loop's timers. */
  Timers timers() {
    return timers;
  }

  Gather gather() {
    return spareGathers == 0 ? new Gather() : gathers[--spareGathers];
  }

  void giveBack(Gather gather) {
    if (spareGathers < MOST_GATHERS) {
      gathers[spareGathers++] = gather;
    }
  }

  @SuppressWarnings("unchecked") // a free future is of no type
  private <T extends @Nullable Object> LoopFuture<T> take() {
    if (loop != Thread.currentThread()) {
      throw new IllegalStateException(
          "the futures of " + loop.getName() + " were used by " + Thread.currentThread().getName());
    }
    int at = head;
    LoopFuture<?> future = free[at];
    if (size <= RESERVE || future == null) {
      return make();
    }
    free[at] = null;
    head = at + 1 & free.length - 1;
    size--;
    return (LoopFuture<T>) future;
  }

  private <T extends @Nullable Object> LoopFuture<T> make() {
    reap();
    made++;
    return new LoopFuture<>(this);
  }

  /** Learns when the future is garbage. */
  Leak watch(FutureCore future) {
    Leak leak = new Leak(future, unreachable, debug ? new Throwable("made here") : null);
    leak.linkAfter(leaks);
    return leak;
  }

  /** Takes back a future that was consumed and completed. */
  void giveBack(FutureCore future) {
    // In debug mode it stays free for ever, so that every later use of it is an error.
    if (debug || (size == free.length && !grow())) {
      future.leak.unlink();
      return;
    }
    free[head + size & free.length - 1] = (LoopFuture<?>) future;
    size++;
  }

  private boolean grow() {
    if (size >= MOST_FREE) {
      return false;
    }
    @Nullable LoopFuture<?>[] larger = new LoopFuture<?>[2 * size];
    for (int i = 0; i < size; i++) {
      larger[i] = free[head + i & size - 1];
    }
    free = larger;
    head = 0;
    return true;
  }

  /** Counts what the garbage collector has found. */
  private void reap() {
    Reference<?> found = unreachable.poll();
    while (found != null) {
      Leak leak = (Leak) found;
      leak.unlink();
      count(leak);
      found = unreachable.poll();
    }
  }

  private void count(Leak leak) {
    if (leak.awaited) {
      neverCompleted++;
    } else if (!leak.optional) {
      dropped++;
      if (leak.failure != null) {
        LOG.warn(
            "a failed future was dropped: nobody heard of its error error={}",
            String.valueOf(leak.failure),
            leak.where());
      }
    }
  }

  /** Hands a bug of a listener's to the context it ran on: it is not the completing code's fault. */
  void report(Throwable bug) {
    Context running = Vertx.currentContext();
    (running == null ? context : running)
        .runOnContext(
            thrown -> {
              throw Errors.<RuntimeException>rethrow(bug);
            });
  }
}
