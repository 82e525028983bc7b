package io.roundtrip.reactor;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task on its way to a core, and its outcome on the way back: one object for both trips. Belongs to one thread at a time,
 * and the queues that carry it hand it over.
 */
final class Crossing<C extends @Nullable Object, T extends @Nullable Object> extends Outstanding
    implements Queued, Completable<T>, Handler<Void> {
  private static final Logger LOG = LoggerFactory.getLogger(Crossing.class);

  private final Core core;
  private final @Nullable Context home;
  private final Completable<T> out;
  private final C context;

  // One of the two: a task that has its result when it returns, or one that has a future.
  private final @Nullable Function<? super C, ? extends T> task;
  private final @Nullable Function<? super C, LoopFuture<T>> composed;

  private boolean over;
  private @Nullable Object value;
  private @Nullable Throwable error;

  /** A task whose outcome goes to {@code out} on {@code home}, or on the core's loop where that is null. */
  Crossing(
      Core core,
      @Nullable Context home,
      Completable<T> out,
      C context,
      @Nullable Function<? super C, ? extends T> task,
      @Nullable Function<? super C, LoopFuture<T>> composed) {
    this.core = core;
    this.home = home;
    this.out = out;
    this.context = context;
    this.task = task;
    this.composed = composed;
  }

  /** Sets out; a refusal is the outcome, at once. */
  void start(Priority priority) {
    switch (core.offer(priority, this)) {
      case ACCEPTED -> {}
      case FULL -> out.fail(new CoreBusy(core.index(), priority));
      case STOPPED -> out.fail(ReactorStopped.notRun(core.index()));
    }
  }

  /** On the core. */
  @Override
  public void run() {
    try {
      if (task != null) {
        complete(task.apply(context), null);
      } else if (composed != null) {
        LoopFuture<T> inner = composed.apply(context);
        if (inner == null) {
          throw new NullPointerException("a composed task returned no future");
        }
        core.outstanding().add(this);
        inner.onComplete(this);
      }
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }

  @Override
  public void complete(T result, @Nullable Throwable failure) {
    if (over) {
      if (failure != null) {
        LOG.debug("an error came after the core had stopped error={}", failure.toString());
      }
      return;
    }
    over = true;
    unlink();
    if (home == null) {
      out.complete(result, failure);
      return;
    }
    value = result;
    error = failure;
    try {
      home.runOnContext(this);
    } catch (RejectedExecutionException gone) {
      // The loop that asked is no more, and with it everyone who could hear of it.
      LOG.debug("an outcome's loop is gone core={}", core.index());
    }
  }

  /** Back home. */
  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // it was a T when it was put in
  public void handle(Void arrived) {
    out.complete((T) value, error);
  }

  @Override
  public void onNotRun(ReactorStopped why) {
    fail(why);
  }

  @Override
  void onStopped() {
    fail(ReactorStopped.underWay(core.index()));
  }
}
