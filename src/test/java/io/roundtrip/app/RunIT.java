package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RunIT {
  private static final Pattern INGEST = Pattern.compile("ingest port (\\d+)");

  private final Path folder;

  RunIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void printsEveryErrorOfABadConfAndOpensNoPort() throws Exception {
    Path conf = conf(0, 9000);
    Files.writeString(folder.resolve("route.yaml"), "id: a\nfrom: 1\ntoo: []\n");
    try (Program run = Program.jar(folder, "run", "--conf", conf.toString())) {
      assertEquals(2, run.exitCode());
      assertEquals("", run.out());
      assertTrue(run.err().lines().count() >= 2, run.err());
      assertTrue(run.err().lines().allMatch(line -> line.contains("route.yaml:")), run.err());
    }
  }

  @Test
  void saysInOneSentenceThatAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path conf = conf(taken.getLocalPort(), 9000);
      try (Program run = Program.jar(folder, "run", "--conf", conf.toString())) {
        assertEquals(1, run.exitCode());
        String sentence = "roundtrip: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ";
        assertTrue(run.err().startsWith(sentence), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
      }
    }
  }

  @Test
  void outlivesAHangUpAndEndsOnCtrlC() throws Exception {
    try (Program run = Program.jar(folder, "run", "--conf", conf(0, 9000).toString())) {
      run.awaitLine("ingest port");
      run.signal("HUP");
      run.signal("INT");
      assertEquals(0, run.exitCode(), run.err());
      assertTrue(run.err().contains("SIGHUP ignored"), run.err());
    }
  }

  @Test
  void stopsAtOnceOnASecondSignalWhileItDrains() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program run =
            Program.jar(folder, "run", "--conf", conf(0, silent.getLocalPort()).toString())) {
      Matcher port = INGEST.matcher(run.awaitLine("ingest port"));
      assertTrue(port.find());
      try (Socket sender = post(Integer.parseInt(port.group(1)));
          Socket destination = silent.accept()) {
        assertTrue(destination.getInputStream().read() >= 0, "the message is on the wire");
        run.signal("TERM");
        // While it drains the engine refuses what is new: the first signal has been taken.
        awaitRefusal(Integer.parseInt(port.group(1)));
        run.signal("TERM");
        assertEquals(128 + 15, run.exitCode(), run.err());
        assertTrue(sender.isConnected());
      }
    }
  }

  private static void awaitRefusal(int port) throws IOException {
    String status = "";
    while (!status.contains(" 503")) {
      try (Socket probe = request(port, "GET /nothing-here")) {
        status = new String(probe.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      }
    }
  }

  private static Socket post(int port) throws IOException {
    return request(port, "POST /a");
  }

  private static Socket request(int port, String what) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket
        .getOutputStream()
        .write(
            (what
                    + " HTTP/1.1\r\n"
                    + "Host: x\r\n"
                    + "Content-Type: text/plain\r\n"
                    + "Content-Length: 1\r\n\r\n"
                    + "x")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private Path conf(int port, int destinationPort) throws IOException {
    Files.writeString(
        folder.resolve("route.yaml"),
        """
        id: a
        from: { http: { path: /a, method: POST } }
        format: bytes
        to:
          - id: silent
            http: { url: "http://127.0.0.1:%d/", method: POST, timeout: 60s }
        """
            .formatted(destinationPort));
    return Files.writeString(
        folder.resolve("engine.yaml"),
        """
        http: { host: 127.0.0.1, port: %d }
        management: { host: 127.0.0.1, port: 0 }
        store: { journal: off }
        routes: route.yaml
        drain-timeout: 60s
        """
            .formatted(port));
  }
}
