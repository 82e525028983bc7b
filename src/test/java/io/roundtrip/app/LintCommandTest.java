package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class LintCommandTest {
  private final StringWriter out = new StringWriter();

  @Test
  void acceptsTheStarter() {
    assertEquals(0, lint("--conf", "conf/engine.yaml"), out::toString);
    assertEquals("1 route, no errors\n", out.toString());
  }

  @Test
  void acceptsTheDemosConf() {
    assertEquals(0, lint("--conf", "conf/demo/engine.yaml"), out::toString);
    assertEquals("4 routes, no errors\n", out.toString());
  }

  @Test
  void acceptsTheExamples() {
    assertEquals(0, lint("--conf", "conf/examples/engine.yaml"), out::toString);
    assertEquals("5 routes, no errors\n", out.toString());
  }

  @Test
  void findsAPathThatCannotBeCompiled(@TempDir Path folder) throws Exception {
    Path engine = folder.resolve("engine.yaml");
    Files.writeString(engine, "store: { journal: off }\nroutes: a-*.yaml\n");
    Files.writeString(
        folder.resolve("a-route.yaml"),
        """
        id: a
        from: { http: { path: /a, method: POST } }
        format: json
        key: PID-3.1
        order: per-key
        to:
          - { id: b, event-bus: { address: b } }
        """);
    assertEquals(2, lint("--conf", engine.toString()), out::toString);
    assertTrue(out.toString().contains("a-route.yaml:4:"), out::toString);
  }

  private int lint(String... args) {
    PrintWriter to = new PrintWriter(out, true);
    return new CommandLine(new LintCommand(new Console(to, to))).execute(args);
  }
}
