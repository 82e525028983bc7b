package io.roundtrip.app;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * One line that is written over again and again while a command works. Confined to the command's thread. Without a
 * terminal nothing is written: a log has no use for it.
 */
final class Terminal {
  private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean isTerminal;

  /** A line on {@code err}. */
  Terminal(PrintWriter err, boolean isTerminal) {
    this.err = err;
    this.isTerminal = isTerminal;
  }

  /** A line on {@code err}, where the program runs in a terminal. */
  static Terminal of(PrintWriter err) {
    // Whether there is a console object without a terminal depends on the JDK's version.
    return new Terminal(
        err, Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
  }

  /** Whether somebody may be watching. */
  boolean isTerminal() {
    return isTerminal;
  }

  /** Shows the text in place of what stood there. */
  void show(String text) {
    if (isTerminal) {
      err.print(TO_LINE_START_AND_CLEAR + text);
      err.flush();
    }
  }

  /** Takes the line away. */
  void clear() {
    show("");
  }
}
