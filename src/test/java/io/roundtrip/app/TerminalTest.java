package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TerminalTest {
  private final StringWriter written = new StringWriter();

  @Test
  void writesOneLineOverAgain() {
    Terminal terminal = new Terminal(new PrintWriter(written), true);
    terminal.show("1 s");
    terminal.show("2 s");
    terminal.clear();
    assertEquals("\r\u001b[K1 s\r\u001b[K2 s\r\u001b[K", written.toString());
  }

  @Test
  void writesNothingIntoALog() {
    Terminal terminal = new Terminal(new PrintWriter(written), false);
    terminal.show("1 s");
    terminal.clear();
    assertEquals("", written.toString());
  }
}
