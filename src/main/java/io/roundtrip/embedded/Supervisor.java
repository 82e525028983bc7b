package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares the folder, keeps a server running on it, and stops it: {@link DirectoryLock}, {@link Binaries}, {@link
 * Cluster}, and then {@link Occupants} and {@link Postmaster} again and again.
 *
 * <p>Confined to the thread that runs it, except for {@link #ready} and {@link #closing}; an interrupt wakes it to look at
 * the latter.
 */
final class Supervisor implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  /** What a server says that meets processes of the one before; they are about to end. */
  private static final String STILL_IN_USE = "still in use";

  private final Path given;
  private final Patience patience;
  private final List<RunAs> choices;

  /** How to reach the server, once there is one; or why there is none. */
  final CompletableFuture<Access> ready = new CompletableFuture<>();

  /** Done when it has to stop. */
  final CompletableFuture<Void> closing = new CompletableFuture<>();

  Supervisor(Path directory, Patience patience, List<RunAs> choices) {
    this.given = directory.toAbsolutePath();
    this.patience = patience;
    this.choices = choices;
  }

  @Override
  public void run() {
    try {
      superviseLocked();
    } catch (EmbeddedPostgresException refused) {
      ready.completeExceptionally(refused);
    } catch (IOException refused) {
      ready.completeExceptionally(EmbeddedPostgresException.of(given, describe(refused), refused));
    } catch (InterruptedException closed) {
      ready.completeExceptionally(EmbeddedPostgresException.of(given, "it was told to stop"));
    } catch (RuntimeException bug) {
      ready.completeExceptionally(bug);
    }
  }

  private void superviseLocked() throws IOException, InterruptedException {
    Path directory = made();
    try (DirectoryLock _ = DirectoryLock.take(directory);
        SocketFolder socket = SocketFolder.in(directory)) {
      Binaries binaries = Binaries.in(directory);
      RunAs runAs = RunAs.firstThatRuns(directory, binaries, patience.start(), choices);
      runAs.take(socket.path());
      Cluster cluster = new Cluster(directory, binaries, runAs, patience);
      Occupants occupants = new Occupants(cluster.data(), socket.path());
      if (Files.exists(cluster.data())) {
        // Before anything else touches data that a killed engine's server may still be closing.
        occupants.clear(patience.stop());
      }
      cluster.prepare();
      keepRunning(cluster, occupants, cluster.access(socket.path()));
    }
  }

  private Path made() throws IOException {
    boolean made = Files.notExists(given);
    Files.createDirectories(given);
    if (made) {
      // Others may pass, because PostgreSQL may have to be another user; nothing in it that matters
      // is open to them.
      Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwx--x--x"));
    }
    return given.toRealPath();
  }

  private void keepRunning(Cluster cluster, Occupants occupants, Access access)
      throws IOException, InterruptedException {
    long firstEnd = System.nanoTime() + patience.start().toNanos();
    Duration pause = patience.firstPause();
    while (!closing.isDone()) {
      long began = System.nanoTime();
      String end = runOnce(cluster, occupants, access);
      if (!ready.isDone()) {
        boolean passing = end.contains(STILL_IN_USE) && System.nanoTime() - firstEnd < 0;
        if (!passing) {
          throw EmbeddedPostgresException.of(given, "the server did not start, " + end);
        }
      } else {
        if (System.nanoTime() - began > patience.longestPause().toNanos()) {
          pause = patience.firstPause();
        }
        LOG.warn("PostgreSQL ended and is started again in {} ms; {}", pause.toMillis(), end);
      }
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      pause = patience.after(pause);
    }
  }

  /** Runs the server until it ends, and says why it did. */
  private String runOnce(Cluster cluster, Occupants occupants, Access access)
      throws IOException, InterruptedException {
    try {
      occupants.clear(patience.stop());
      Postmaster server =
          Postmaster.spawn(
              cluster.directory(), cluster.data(), cluster.server(access.socketFolder()));
      try {
        return watch(server, occupants, access);
      } catch (InterruptedException closed) {
        stop(server, occupants);
        throw closed;
      }
    } catch (IOException failure) {
      if (ready.isDone()) {
        return describe(failure);
      }
      throw failure;
    }
  }

  private String watch(Postmaster server, Occupants occupants, Access access)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    if (server.awaitReady(patience.start())) {
      boolean first = ready.complete(access);
      LOG.info(
          "PostgreSQL {} runs{} in {} after {} ms",
          Binaries.VERSION,
          first ? "" : " again",
          given,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
      server.awaitEnd();
    }
    String lastWords = server.lastWords();
    if (server.isAlive()) {
      stop(server, occupants);
    }
    return lastWords;
  }

  private void stop(Postmaster server, Occupants occupants)
      throws IOException, InterruptedException {
    if (!server.stop(patience.stop())) {
      LOG.warn(
          "PostgreSQL did not stop within {} ms and is killed; its next start recovers",
          patience.stop().toMillis());
      server.kill();
      server.awaitEnd();
      occupants.kill();
    }
  }

  private static String describe(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException file -> file.getFile() + " is not a folder";
      case FileSystemException system when system.getReason() == null ->
          system.getClass().getSimpleName() + " at " + system.getFile();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
