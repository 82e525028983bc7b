package io.roundtrip.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the server, from its start to its end. Confined to the thread that spawned it, which it ends with. */
final class Postmaster {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final long LOOK_MILLIS = 5;
  private static final long LAST_LINES_MILLIS = 200;

  private final Process process;
  private final Path data;
  private final Tail tail = new Tail();
  private final Thread reader;

  private Postmaster(Process process, Path data) {
    this.process = process;
    this.data = data;
    this.reader =
        Thread.ofPlatform().daemon().name("postgres-log").unstarted(this::readUntilItEnds);
  }

  /** Starts it. */
  static Postmaster spawn(Path directory, Path data, List<String> command) throws IOException {
    Process process = Command.builder(directory, command).start();
    Postmaster postmaster = new Postmaster(process, data);
    postmaster.reader.start();
    process.getOutputStream().close();
    return postmaster;
  }

  private void readUntilItEnds() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        tail.add(line);
        LOG.debug("{}", line);
      }
    } catch (IOException closedAtItsEnd) {
      LOG.trace("the server's output ended", closedAtItsEnd);
    }
  }

  /** Waits until it takes connections; false when it ended before, or is alive and not ready after that time. */
  boolean awaitReady(Duration timeout) throws IOException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!PidFile.read(data).saysReady(process.pid())) {
      if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
        return false;
      }
    }
    return true;
  }

  /** Waits for its end. */
  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends its sessions and writes a checkpoint; false when that takes longer. */
  boolean stop(Duration timeout) throws IOException, InterruptedException {
    if (process.isAlive()) {
      Signal.interrupt(process.pid());
    }
    return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Kills it; its children see that it is gone. */
  void kill() {
    process.destroyForcibly();
  }

  /** Why it ended, in its own words. */
  String lastWords() throws InterruptedException {
    // A child that outlives it holds the pipe open: the lines so far have to do.
    reader.join(LAST_LINES_MILLIS);
    String state = process.isAlive() ? "not ready" : "exit code " + process.exitValue();
    return state + ": " + tail.lastWords();
  }

  /** Whether what it said has the text. */
  boolean says(String text) {
    return tail.says(text);
  }
}
