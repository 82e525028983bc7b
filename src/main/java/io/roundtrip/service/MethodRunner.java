package io.roundtrip.service;

import io.roundtrip.bus.Bus;
import io.roundtrip.delivery.Breaker;
import io.roundtrip.event.Event;
import io.roundtrip.metrics.MethodFigures;
import io.roundtrip.metrics.MethodMeter;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the calls of one method on one shard: as many at a time as its policy says, the others in line. Loop-confined.
 *
 * <p>A call is refused (full, breaker open, draining), or accepted and told once what became of it: the result, the failure
 * of its last attempt, or that its time is over. A call whose time is over is interrupted if it is on a virtual thread; in any
 * case it keeps its place until it has really ended. A time-out is final: what was begun may still be running.
 */
final class MethodRunner implements Bus.Server<RpcRequest, @Nullable Object> {
  private static final Logger LOG = LoggerFactory.getLogger(MethodRunner.class);

  private final MethodDefinition method;
  private final MethodPolicy policy;
  private final Invoker invoker;
  private final ServiceShard shard;
  private final @Nullable Context threads;
  private final @Nullable Breaker breaker;
  private final MethodMeter meter;
  private final CallList queue = new CallList();
  private final CallList running = new CallList();
  private boolean pumping;

  /**
   * A runner of no calls yet.
   *
   * @param threads the virtual-thread context of the service; null if the method runs on the loop
   */
  MethodRunner(
      MethodDefinition method, Invoker invoker, ServiceShard shard, @Nullable Context threads) {
    this.method = method;
    this.policy = method.policy();
    this.invoker = invoker;
    this.shard = shard;
    this.threads = threads;
    this.breaker = policy.breaker() == null ? null : new Breaker(policy.breaker());
    this.meter = new MethodMeter(method.service(), method.name(), method.kind(), System.nanoTime());
  }

  Invoker invoker() {
    return invoker;
  }

  // In ----------------------------------------------------------------------------------------

  @Override
  public void onRequest(RpcRequest request, Completable<@Nullable Object> answer) {
    long now = System.nanoTime();
    Call call = new Call(this, request, answer, now);
    ServiceException no = refusal(request, now);
    if (no != null) {
      meter.refused(no.kind().outcome());
      answer.succeed(no);
      if (method.kind() == MethodFigures.Kind.EVENT) {
        shard.onFailed(failedCall(call, no));
      }
      return;
    }
    if (!call.awaitsResult()) {
      answer.succeed(new Accepted(request.messageId(), false));
    }
    if (running.size() < policy.concurrency()) {
      start(call, now);
      return;
    }
    queue.add(call);
    if (call.awaitsResult()) {
      shard.ticker().schedule(call, request.deadlineNanos());
    }
  }

  private @Nullable ServiceException refusal(RpcRequest request, long now) {
    if (shard.isDraining() && !request.nested()) {
      return no(Kind.UNAVAILABLE, "the engine is draining");
    }
    if (breaker != null && breaker.isOpen(now)) {
      return no(Kind.UNAVAILABLE, "it failed too often in a row, and is tried again in a while");
    }
    if (request.deadlineNanos() - now <= 0 && request.mode() == RpcRequest.Mode.RESULT) {
      return no(Kind.TIMEOUT, "its deadline had passed before it was there");
    }
    if (running.size() >= policy.concurrency() && queue.size() >= policy.queue()) {
      return no(
          Kind.BUSY, "%d run and %d wait, as many as may".formatted(running.size(), queue.size()));
    }
    return null;
  }

  private ServiceException no(Kind kind, String detail) {
    return ServiceException.of(kind, method.service(), method.name(), detail);
  }

  // Running -----------------------------------------------------------------------------------

  private void start(Call call, long now) {
    running.add(call);
    attempt(call, now);
  }

  private void attempt(Call call, long now) {
    call.state = Call.State.RUNNING;
    if (breaker != null) {
      Breaker.Passage passage = breaker.tryPass(now);
      if (passage == Breaker.Passage.OPEN) {
        over(call, null, no(Kind.UNAVAILABLE, "it failed too often in a row"), now);
        return;
      }
      call.probe = passage == Breaker.Passage.PROBE;
    }
    call.attempt++;
    long deadline =
        call.awaitsResult() ? call.request.deadlineNanos() : now + policy.timeout().toNanos();
    try {
      call.begin(
          body(call.request.body()),
          new CallContext(
              method.service(),
              method.name(),
              call.request.messageId(),
              call.attempt,
              deadline,
              call.request.traceparent()));
    } catch (ServiceException unreadable) {
      onEnd(call, null, unreadable);
      return;
    }
    if (threads == null) {
      runOnLoop(call, deadline);
    } else {
      VirtualRun run = new VirtualRun(call);
      call.run = run;
      shard.ticker().schedule(call, deadline);
      threads.runOnContext(run);
    }
  }

  /** A handler gets the event itself, the object that was published, or what its JSON is of the handler's type. */
  private @Nullable Object body(@Nullable Object request) {
    if (!(request instanceof Event event) || method.requestType() == Event.class) {
      return request;
    }
    return event.body() != null && method.takes(event.body())
        ? event.body()
        : shard.codec().readEvent(event.json(), method);
  }

  private void runOnLoop(Call call, long deadline) {
    Object returned;
    try {
      returned = ScopedValue.where(CallContext.CURRENT, call.context()).call(call);
    } catch (Throwable thrown) {
      onEnd(call, null, thrown);
      return;
    }
    if (!(returned instanceof Future<?> future)) {
      onEnd(call, null, new IllegalStateException("it returned null in place of a future"));
    } else if (future.isComplete()) {
      onEnd(call, future.result(), future.cause());
    } else {
      shard.ticker().schedule(call, deadline);
      future.onComplete(call);
    }
  }

  // Out ---------------------------------------------------------------------------------------

  /** An attempt has ended; on any thread. */
  void onEnd(Call call, @Nullable Object value, @Nullable Throwable thrown) {
    if (shard.isLoop()) {
      ended(call, value, thrown);
    } else {
      shard.loop().runOnContext(back -> ended(call, value, thrown));
    }
  }

  private void ended(Call call, @Nullable Object value, @Nullable Throwable thrown) {
    long now = System.nanoTime();
    call.run = null;
    shard.ticker().cancel(call);
    ServiceException failure = thrown == null ? null : translated(thrown);
    if (!call.told) {
      tellBreaker(call, failure, now);
    }
    if (failure != null && !call.told && mayTryAgain(call, failure)) {
      long at =
          now + policy.retry().delayBefore(call.attempt + 1, ThreadLocalRandom.current()).toNanos();
      if (!call.awaitsResult() || at - call.request.deadlineNanos() < 0) {
        meter.retried();
        call.state = Call.State.PAUSED;
        shard.ticker().schedule(call, at);
        return;
      }
    }
    over(call, value, failure, now);
  }

  private void over(
      Call call, @Nullable Object value, @Nullable ServiceException failure, long now) {
    tell(call, value, failure, now);
    running.remove(call);
    startNext();
  }

  /** Not by itself again: a row of calls that end at once would otherwise go as deep as it is long. */
  private void startNext() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (running.size() < policy.concurrency()) {
        Call next = queue.poll();
        if (next == null) {
          return;
        }
        shard.ticker().cancel(next);
        start(next, System.nanoTime());
      }
    } finally {
      pumping = false;
    }
  }

  private boolean mayTryAgain(Call call, ServiceException failure) {
    Throwable reason = failure.getCause() == null ? failure : failure.getCause();
    return call.attempt < policy.retry().attempts()
        && failure.isWorthAnother()
        && !shard.isCutOff()
        && policy.retry().retries().test(reason);
  }

  private ServiceException translated(Throwable thrown) {
    return thrown instanceof ServiceException own
        ? own.at(method.service(), method.name())
        : ServiceException.failed(method.service(), method.name(), thrown);
  }

  /** A refusal is an answer of a method that works. */
  private void tellBreaker(Call call, @Nullable ServiceException failure, long now) {
    if (breaker == null) {
      return;
    }
    if (failure != null && failure.isWorthAnother()) {
      breaker.onFailure(call.probe, now);
    } else {
      breaker.onSuccess(call.probe);
    }
    call.probe = false;
  }

  /** Says what became of it, once. */
  private void tell(
      Call call, @Nullable Object value, @Nullable ServiceException failure, long now) {
    if (call.told) {
      return;
    }
    call.told = true;
    meter.ended(failure == null ? 0 : failure.kind().outcome(), call.acceptedNanos, now);
    if (failure != null) {
      log(call, failure);
    }
    if (call.awaitsResult()) {
      call.answer.succeed(failure == null ? value : failure);
    } else if (failure != null) {
      shard.onFailed(failedCall(call, failure));
    }
  }

  private void log(Call call, ServiceException failure) {
    boolean own = failure.service().equals(method.service());
    if (failure.kind() == Kind.FAILED && own && failure.method().equals(method.name())) {
      LOG.warn(
          "method failed service={} method={} messageId={} attempt={} error={}",
          method.service(),
          method.name(),
          call.request.messageId(),
          call.attempt,
          String.valueOf(failure.getCause()),
          failure.getCause());
    }
  }

  private FailedCall failedCall(Call call, ServiceException failure) {
    Event event = call.request.body() instanceof Event one ? one : null;
    return new FailedCall(
        method.service(),
        method.name(),
        failure.kind().code(),
        failure.detail(),
        call.request.messageId(),
        Math.max(1, call.attempt),
        event == null ? null : event.subject(),
        event == null ? null : event.id().toString(),
        failure.getCause() == null ? failure : failure.getCause(),
        event == null ? call.request.body() : event.body());
  }

  // Time --------------------------------------------------------------------------------------

  /** The call's timer: its deadline, or the end of its pause. */
  void onTime(Call call, long now) {
    switch (call.state) {
      case PAUSED -> attempt(call, now);
      case WAITING -> {
        queue.remove(call);
        tell(call, null, no(Kind.TIMEOUT, "its deadline passed before its turn came"), now);
      }
      case RUNNING -> {
        ServiceException late = no(Kind.TIMEOUT, "its deadline passed while it ran");
        tellBreaker(call, late, now);
        tell(call, null, late, now);
        if (call.run != null) {
          call.run.interrupt();
        }
      }
    }
  }

  /** The drain has no more time: whoever waits is told now, and what runs on virtual threads is interrupted. */
  void cutOff() {
    long now = System.nanoTime();
    for (Call call = queue.poll(); call != null; call = queue.poll()) {
      shard.ticker().cancel(call);
      tell(call, null, no(Kind.UNAVAILABLE, "the engine stopped before its turn came"), now);
    }
    for (Call call : running.copy()) {
      shard.ticker().cancel(call);
      tell(call, null, no(Kind.CANCELLED, "the engine stopped while it ran"), now);
      if (call.run != null) {
        call.run.interrupt();
      } else if (call.state == Call.State.PAUSED) {
        running.remove(call);
      }
    }
  }

  /** Whether nothing runs or waits. */
  boolean isIdle() {
    return running.size() == 0 && queue.size() == 0;
  }

  MethodFigures snapshot(long now) {
    return meter.snapshot(
        queue.size(), running.size(), breaker == null ? 0 : breaker.openings(), now);
  }
}
