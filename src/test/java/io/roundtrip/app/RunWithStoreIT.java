package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PostgresProcesses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar with a store: what a terminal, a supervisor and a user see. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RunWithStoreIT {
  private static final Pattern INGEST = Pattern.compile("ingest port (\\d+)");
  private static final String EMBEDDED = "{ embedded: { directory: postgres } }";

  private final Path folder;

  RunWithStoreIT(@TempDir Path folder) throws IOException {
    this.folder = folder.toRealPath();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void leavesNoProcessBehind() {
    assertEquals(List.of(), PostgresProcesses.in(folder));
  }

  @Test
  void ctrlCInATerminalDrainsBeforeItStopsPostgres() throws Exception {
    stopWhileAMessageIsUnderWay("-INT", "-");
  }

  @Test
  void sigtermDrainsBeforeItStopsPostgres() throws Exception {
    stopWhileAMessageIsUnderWay("-TERM", "");
  }

  /** A terminal signals the whole group that runs in its foreground, {@code -pid}; a supervisor the process alone. */
  private void stopWhileAMessageIsUnderWay(String signal, String group) throws Exception {
    try (ServerSocket destination = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program run = run(conf(EMBEDDED, destination.getLocalPort()))) {
      int port = ingestPort(run);
      assertFalse(PostgresProcesses.in(folder).isEmpty());
      try (Socket sender = send(port, "POST /a");
          Socket received = destination.accept()) {
        assertTrue(received.getInputStream().read() >= 0, "the message is on the wire");
        Process kill =
            new ProcessBuilder("kill", signal, "--", group + run.pid()).inheritIO().start();
        assertEquals(0, kill.waitFor());
        Await.until("a refusal", () -> status(send(port, "GET /x")), " 503"::equals);
        assertFalse(PostgresProcesses.in(folder).isEmpty(), "it runs while the engine drains");
        received
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals(" 200", status(sender));
      }
      assertEquals(0, run.exitCode(), run.err());
      assertEquals(List.of(), PostgresProcesses.in(folder));
      assertTrue(run.err().contains("PostgreSQL has stopped"), run.err());
    }
  }

  @Test
  void aStopWhileItWaitsForTheStoreEndsItAtOnce() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    try (Program run = run(conf("{ url: 'postgresql://u@127.0.0.1:" + nobody + "/d' }", 9))) {
      Await.until("the wait", run::err, err -> err.contains("waiting for the store"));
      run.signal("TERM");
      assertEquals(0, run.exitCode(), run.err());
      assertEquals("", run.out());
    }
  }

  @Test
  void saysInOneSentenceThatThePostgresOfItsOwnCannotRun() throws Exception {
    Files.writeString(folder.resolve("postgres"), "a file");
    try (Program run = run(conf(EMBEDDED, 9))) {
      assertEquals(1, run.exitCode());
      String last = run.err().lines().reduce("", (before, line) -> line);
      assertTrue(
          last.startsWith("roundtrip: store.embedded: PostgreSQL cannot run in "), run.err());
    }
  }

  /** In a session of its own, as a terminal gives it to a program. */
  private Program run(Path conf) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Program.start(
        folder,
        Map.of(),
        List.of(
            "setsid",
            java,
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            Program.JAR.toString(),
            "run",
            "--conf",
            conf.toString()));
  }

  private static int ingestPort(Program run) throws IOException {
    Matcher port = INGEST.matcher(run.awaitLine("ingest port"));
    assertTrue(port.find());
    return Integer.parseInt(port.group(1));
  }

  private static Socket send(int port, String what) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    String request =
        what + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String status(Socket socket) throws IOException {
    try (socket) {
      String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return line.length() < 12 ? line : line.substring(8);
    }
  }

  private Path conf(String store, int destinationPort) throws IOException {
    Files.writeString(
        folder.resolve("route.yaml"),
        """
        id: a
        from: { http: { path: /a, method: POST } }
        format: bytes
        to: [ { id: slow, http: { url: "http://127.0.0.1:%d/", timeout: 60s } } ]
        """
            .formatted(destinationPort));
    return Files.writeString(
        folder.resolve("engine.yaml"),
        """
        http: { host: 127.0.0.1, port: 0 }
        management: { host: 127.0.0.1, port: 0 }
        store: %s
        routes: route.yaml
        drain-timeout: 60s
        """
            .formatted(store));
  }
}
