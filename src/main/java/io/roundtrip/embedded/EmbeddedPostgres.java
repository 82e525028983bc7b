package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running PostgreSQL of the engine's own. It is started again when it dies, until it is closed; its clients see their
 * connections break meanwhile.
 *
 * <p>Thread-safe, because all it does is tell its {@link Supervisor}'s thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Duration AFTER_A_KILL = Duration.ofSeconds(10);

  private final Supervisor supervisor;
  private final Thread thread;
  private final Patience patience;

  private EmbeddedPostgres(Supervisor supervisor, Patience patience) {
    this.supervisor = supervisor;
    this.patience = patience;
    // A daemon: a JVM that ends without close ends the thread, and with it the server.
    this.thread = Thread.ofPlatform().daemon().name("postgres").start(supervisor);
  }

  /**
   * Starts it on the folder, which is made where there is none, and waits until it takes connections: about two seconds
   * at the first start, a tenth of a second later. From any thread that may block.
   *
   * @throws EmbeddedPostgresException where it cannot run: another engine uses the folder, no binaries for the machine,
   *     no permission, a full disk, a conf that is not durable, no end of its start within the patience
   * @throws InterruptedException when the caller is interrupted meanwhile; nothing is left running
   */
  public static EmbeddedPostgres start(Path directory, Patience patience)
      throws InterruptedException {
    List<RunAs> choices;
    try {
      choices = RunAs.choices();
    } catch (IOException noProc) {
      // No /proc, no Linux: the binaries will say so.
      choices = List.of(RunAs.ITSELF);
    }
    return start(directory, patience, choices);
  }

  static EmbeddedPostgres start(Path directory, Patience patience, List<RunAs> choices)
      throws InterruptedException {
    EmbeddedPostgres postgres =
        new EmbeddedPostgres(new Supervisor(directory, patience, choices), patience);
    try {
      postgres.supervisor.ready.get();
      return postgres;
    } catch (ExecutionException failed) {
      postgres.close();
      if (failed.getCause() instanceof RuntimeException why) {
        throw why;
      }
      throw new IllegalStateException(failed);
    } catch (InterruptedException interrupted) {
      postgres.close();
      throw interrupted;
    }
  }

  /** How a client reaches it: the same as long as it is open. */
  public Access access() {
    return supervisor.ready.join();
  }

  /** The version of the server, for example 18.6.0. */
  public String version() {
    return Binaries.VERSION;
  }

  /**
   * Ends its sessions, stops it with a checkpoint and waits for that; kills it when its patience is over. Whoever uses it
   * has to have ended before. An interrupt does not cut this short. The second call waits for the first.
   */
  @Override
  public void close() {
    if (supervisor.closing.complete(null)) {
      thread.interrupt();
    }
    long end = System.nanoTime() + patience.stop().plus(AFTER_A_KILL).toNanos();
    boolean interrupted = false;
    while (thread.isAlive() && System.nanoTime() - end < 0) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (thread.isAlive()) {
      LOG.error("PostgreSQL does not end, although it was killed");
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
