package io.roundtrip.service;

import io.roundtrip.queue.TimerWheel;
import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/**
 * One call at its runner: it waits, runs, pauses between attempts, and is over. Its timer is its deadline, or the end of its
 * pause. Confined to the runner's loop but for {@link #complete}, which finds its way there.
 */
final class Call extends TimerWheel.Timer
    implements Completable<@Nullable Object>, ScopedValue.CallableOp<@Nullable Object, Throwable> {
  /** Where it is. */
  enum State {
    WAITING,
    RUNNING,
    PAUSED
  }

  final MethodRunner runner;
  final RpcRequest request;
  final Completable<@Nullable Object> answer;
  final long acceptedNanos;
  State state = State.WAITING;
  int attempt;

  /** Whether its caller has its answer, and it is counted; what still runs then ends unheard. */
  boolean told;

  /** Whether its attempt decides over the breaker. */
  boolean probe;

  @Nullable VirtualRun run;
  @Nullable Call previous;
  @Nullable Call next;
  private @Nullable Object body;
  private @Nullable CallContext context;

  Call(
      MethodRunner runner,
      RpcRequest request,
      Completable<@Nullable Object> answer,
      long acceptedNanos) {
    this.runner = runner;
    this.request = request;
    this.answer = answer;
    this.acceptedNanos = acceptedNanos;
  }

  /** An attempt begins. */
  void begin(@Nullable Object with, CallContext as) {
    body = with;
    context = as;
  }

  CallContext context() {
    if (context == null) {
      throw new IllegalStateException("the call has not begun");
    }
    return context;
  }

  boolean awaitsResult() {
    return request.mode() == RpcRequest.Mode.RESULT;
  }

  /** The method itself, in the scope of {@link CallContext#CURRENT}. */
  @Override
  public @Nullable Object call() throws Throwable {
    return runner.invoker().invoke(body, context());
  }

  /** An attempt has its end, on any thread. */
  @Override
  public void complete(@Nullable Object value, @Nullable Throwable failure) {
    runner.onEnd(this, value, failure);
  }

  @Override
  protected void onTime(long nowNanos) {
    runner.onTime(this, nowNanos);
  }
}
