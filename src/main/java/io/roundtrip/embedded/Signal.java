package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What Java cannot send: PostgreSQL's "fast shutdown". Its SIGTERM waits until every client has left. Stateless. */
final class Signal {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Signal() {}

  /** Sends SIGINT; a process that has just ended is none to send it to, and no error. */
  static void interrupt(long pid) throws IOException, InterruptedException {
    Command.run(
        Path.of("/"), PATIENCE, List.of("sh", "-c", "kill -INT \"$0\"", Long.toString(pid)));
  }
}
