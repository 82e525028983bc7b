package io.roundtrip.bus;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One loop's way to ask other verticles of its engine, for the hot path. Loop-confined.
 *
 * <p>The request travels over the event bus with the place for its reply in it, so that there is no reply address to
 * register, no timer for each request and no context for each reply: about 1.5 KB and 2 µs less than {@link
 * Bus#request(Address, Object, long, Completable)}. A reply from the same loop arrives within the consumer's call, one from
 * another loop as a task of this one. Requests past their deadline are swept every {@value #SWEEP_MILLIS} ms; they are as
 * many as messages are on their way.
 */
public final class Caller {
  private static final long SWEEP_MILLIS = 500;

  private final EventBus events;
  private final DeliveryOptions options;
  private final Context context;
  private final Thread loop = Thread.currentThread();
  private final Map<String, MessageProducer<Object>> producers = new HashMap<>();
  private final long sweeper;
  private @Nullable Pending<?> first;

  /** On the caller's loop, whose context is given. */
  Caller(EventBus events, DeliveryOptions options, Context context) {
    this.events = events;
    this.options = options;
    this.context = context;
    this.sweeper = context.owner().setPeriodic(SWEEP_MILLIS, timer -> sweep(System.nanoTime()));
  }

  /**
   * Sends a request and completes {@code answer} with its reply, or fails it with a {@link BusException}, on this loop.
   *
   * @param deadlineNanos when to give up, by {@link System#nanoTime}
   */
  public <Q, R extends @Nullable Object> void request(
      Address<Q, R> to, Q request, long deadlineNanos, Completable<? super R> answer) {
    Pending<R> pending = new Pending<>(this, answer, deadlineNanos);
    link(pending);
    Future<Void> written =
        producers
            .computeIfAbsent(to.name(), name -> events.sender(name, options))
            .write(new Envelope(request, pending));
    if (written.failed()) { // on one JVM the bus knows at once
      pending.end(null, BusException.of(written.cause()));
    }
  }

  /** Stops sweeping; what is pending stays so. */
  public void close() {
    context.owner().cancelTimer(sweeper);
  }

  private void sweep(long nowNanos) {
    Pending<?> pending = first;
    while (pending != null) {
      Pending<?> next = pending.next;
      if (nowNanos - pending.deadlineNanos >= 0) {
        pending.end(null, BusException.timeout());
      }
      pending = next;
    }
  }

  private void link(Pending<?> pending) {
    pending.next = first;
    if (first != null) {
      first.previous = pending;
    }
    first = pending;
  }

  private void unlink(Pending<?> pending) {
    if (pending.previous == null) {
      first = pending.next;
    } else {
      pending.previous.next = pending.next;
    }
    if (pending.next != null) {
      pending.next.previous = pending.previous;
    }
  }

  /** What travels: the request, and where its reply goes. Immutable. */
  record Envelope(Object request, Completable<Object> reply) {}

  /** The place for a reply. Completed from any thread; everything else happens on the caller's loop. */
  private static final class Pending<R extends @Nullable Object> implements Completable<Object> {
    private final Caller caller;
    private final Completable<? super R> answer;
    private final long deadlineNanos;
    private @Nullable Pending<?> previous;
    private @Nullable Pending<?> next;
    private boolean over;

    Pending(Caller caller, Completable<? super R> answer, long deadlineNanos) {
      this.caller = caller;
      this.answer = answer;
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public void complete(Object reply, @Nullable Throwable failure) {
      BusException no = failure == null ? null : BusException.refused(failure);
      if (Thread.currentThread() == caller.loop) {
        end(reply, no);
      } else {
        caller.context.runOnContext(replied -> end(reply, no));
      }
    }

    @SuppressWarnings("unchecked") // the address says what its consumer replies
    private void end(@Nullable Object reply, @Nullable BusException no) {
      if (over) {
        return;
      }
      over = true;
      caller.unlink(this);
      try {
        ((Completable<@Nullable Object>) answer).complete(reply, no);
      } catch (RuntimeException bug) {
        // The caller's fault, and not for the ears of the consumer that is replying.
        caller.context.runOnContext(
            thrown -> {
              throw bug;
            });
      }
    }
  }
}
