package io.roundtrip.embedded;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The last lines that the server wrote: what to say when it dies. Bounded to {@value #LINES} lines of {@value #LENGTH}
 * characters.
 *
 * <p>Thread-safe, because the thread that reads the server's output is not the one that tells of its end.
 */
final class Tail {
  private static final int LINES = 8;
  private static final int LENGTH = 300;

  private final Deque<String> lines = new ArrayDeque<>();

  /** Takes a line, unless it is blank; the oldest goes. */
  synchronized void add(String line) {
    String stripped = line.strip();
    if (stripped.isEmpty()) {
      return;
    }
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(stripped.length() > LENGTH ? stripped.substring(0, LENGTH) : stripped);
  }

  /** All of it in one line. */
  synchronized String lastWords() {
    return lines.isEmpty() ? "it wrote nothing" : String.join(" | ", lines);
  }

  /** Whether a line has the text. */
  synchronized boolean says(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }
}
