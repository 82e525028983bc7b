package io.roundtrip.service;

import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a method on a virtual thread. Thread-safe, because the loop interrupts it when its time is over: the lock is
 * there so that the interrupt meets this attempt and not the next one that the thread runs.
 */
final class VirtualRun implements Handler<Void> {
  private final Call call;
  private @Nullable Thread thread;
  private boolean interrupted;

  VirtualRun(Call call) {
    this.call = call;
  }

  /** On a virtual thread of the service's context. */
  @Override
  public void handle(Void begin) {
    if (!tryBegin()) {
      call.complete(null, new InterruptedException("its time was over before it began"));
      return;
    }
    Object value = null;
    Throwable failure = null;
    try {
      value = ScopedValue.where(CallContext.CURRENT, call.context()).call(call);
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      end();
    }
    call.complete(value, failure);
  }

  private synchronized boolean tryBegin() {
    thread = Thread.currentThread();
    return !interrupted;
  }

  private synchronized void end() {
    thread = null;
    // The thread goes on with another call, to which the interrupt does not belong.
    boolean unused = Thread.interrupted();
  }

  /** Its time is over: whatever it waits for fails. From the loop. */
  synchronized void interrupt() {
    interrupted = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
