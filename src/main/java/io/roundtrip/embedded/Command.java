package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs for a moment, with what it wrote. Immutable.
 *
 * @param exitCode zero when it did what it should
 * @param output what it wrote to both its streams
 */
record Command(int exitCode, String output) {
  /** Runs it in the folder, and kills it when the time is over. It must write less than a pipe holds (64 KiB). */
  static Command run(Path folder, Duration timeout, List<String> command)
      throws IOException, InterruptedException {
    Process process = builder(folder, command).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Command(-1, "no answer after " + timeout.toMillis() + " ms");
      }
      byte[] output = process.getInputStream().readAllBytes();
      return new Command(process.exitValue(), new String(output, StandardCharsets.UTF_8).strip());
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process with both streams in one, without what the environment would tell PostgreSQL. */
  static ProcessBuilder builder(Path folder, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().remove("LD_LIBRARY_PATH");
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  /** Whether it did what it should. */
  boolean succeeded() {
    return exitCode == 0;
  }

  /** The end of what it wrote, in one line. */
  String lastWords() {
    Tail tail = new Tail();
    output.lines().forEach(tail::add);
    return tail.lastWords();
  }
}
