package io.roundtrip.experiment;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Processes a message, and then the next, until its time is over. Of one thread at a time: each message is a task of its own,
 * handed to the executor by the one before.
 */
final class Processor implements Runnable {
  private final Executor executor;
  private final Summation work;
  private final long endNanos;
  private final CompletableFuture<Long> processed = new CompletableFuture<>();
  private long count;
  private long sum;

  Processor(Executor executor, Summation work, long endNanos) {
    this.executor = executor;
    this.work = work;
    this.endNanos = endNanos;
  }

  /** Starts; completes with how many messages it has processed. */
  CompletableFuture<Long> start() {
    executor.execute(this);
    return processed;
  }

  @Override
  public void run() {
    sum = work.sum(sum);
    count++;
    if (System.nanoTime() - endNanos >= 0) {
      processed.complete(count);
      return;
    }
    try {
      executor.execute(this);
    } catch (RejectedExecutionException closed) {
      processed.complete(count);
    }
  }
}
