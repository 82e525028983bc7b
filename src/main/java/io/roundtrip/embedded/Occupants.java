package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an engine that was killed, or a server that was, left on a data folder: processes that still work on it, and the
 * pid file and sockets of one that no longer does. Only for who holds the {@link DirectoryLock}: then whatever is here is
 * left over. Immutable.
 *
 * <p>A process is known by what it is and where it works, never by its number alone: the number in {@code postmaster.pid}
 * may by now be another program's, a zombie's, or of a boot before this one.
 *
 * @param data the data folder, which is every server process's working directory
 * @param socket the socket's folder
 */
record Occupants(Path data, Path socket) {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Duration LAST = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 10;

  /** Stops a server that still runs, kills what has lost its server, and removes what they left. */
  void clear(Duration patience) throws IOException, InterruptedException {
    PidFile pidFile = PidFile.read(data);
    if (processes().contains(pidFile.pid())) {
      // It may have been asked already, when its engine was killed.
      Signal.interrupt(pidFile.pid());
      awaitNone(patience);
    }
    // A session without its server would end with its query; what it has not committed is nobody's
    // any more.
    kill();
    pidFile.deleteSocketElsewhere(socket);
    Files.deleteIfExists(data.resolve(PidFile.NAME));
    Files.deleteIfExists(socket.resolve(Cluster.SOCKET));
    Files.deleteIfExists(socket.resolve(Cluster.SOCKET + ".lock"));
  }

  /** Kills all of them. */
  void kill() throws IOException, InterruptedException {
    long end = System.nanoTime() + LAST.toNanos();
    List<Long> left = processes();
    while (!left.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("processes " + left + " still work on " + data);
      }
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      left = processes();
    }
  }

  private void awaitNone(Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!processes().isEmpty() && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** The numbers of all processes of PostgreSQL that work on this folder. */
  List<Long> processes() throws IOException {
    long postmaster = PidFile.read(data).pid();
    try (Stream<Path> all = Files.list(PROCESSES)) {
      return all.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .filter(pid -> worksHere(pid, postmaster))
          .toList();
    }
  }

  private boolean worksHere(long pid, long postmaster) {
    Path process = PROCESSES.resolve(Long.toString(pid));
    try {
      if (!Files.readString(process.resolve("comm")).strip().equals("postgres")) {
        return false;
      }
      if (Files.isReadable(process.resolve("cwd"))) {
        // By the folder, not by its name: a container's process may have the same name for another
        // one.
        return Files.isSameFile(process.resolve("cwd"), data);
      }
      return pid == postmaster && commandLine(process).contains("\0-D\0" + data + "\0");
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }

  private static String commandLine(Path process) throws IOException {
    return Files.readString(process.resolve("cmdline"));
  }
}
