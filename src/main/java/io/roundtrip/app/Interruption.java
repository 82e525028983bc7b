package io.roundtrip.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C or SIGTERM interrupts the command's thread, and the JVM ends when that has cleaned up. Thread-safe, because its futures
 * are.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final Thread command;
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final Thread hook;

  private Interruption(Thread command) {
    this.command = command;
    this.hook = new Thread(this::onShutdown, "interruption");
  }

  /** From now until it is closed, the calling thread is interrupted when the JVM is asked to end. */
  static Interruption ofThisThread() {
    Interruption interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether it was. */
  boolean isAsked() {
    return asked.isDone();
  }

  private void onShutdown() {
    asked.complete(null);
    command.interrupt();
    try {
      over.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException late) {
      // Whoever asked has waited long enough; a PostgreSQL that is left stops with the JVM.
    }
  }

  @Override
  public void close() {
    over.complete(null);
    if (!isAsked()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException justAsked) {
        // The JVM is ending; the hook finds that nothing is left to wait for.
      }
    }
  }
}
