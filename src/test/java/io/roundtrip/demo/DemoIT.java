package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.app.Program;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DemoIT {
  private static final Pattern CURL = Pattern.compile("--data-binary @(\\S+) (\\S+)$");

  private final Path anywhere;

  DemoIT(@TempDir Path anywhere) {
    this.anywhere = anywhere;
  }

  @Test
  void tellsTheWholeStoryFromTheJarInAnyFolder() throws Exception {
    try (Program demo = Program.jar(anywhere, "demo", "--once")) {
      assertEquals(0, demo.exitCode(), () -> demo.out());
      String told = demo.out();
      assertTrue(told.contains("lab got    MSH|^~\\&|EHR||LAB|"), told);
      assertTrue(told.contains("ehr got    {\"resourceType\":\"DiagnosticReport\""), told);
      assertTrue(told.contains("payer: rejected, status 422, 1 attempt"), told);
      assertTrue(told.contains("answered   502 not-attempted"), told);
      assertTrue(told.contains("mllp-lab got MSH|^~\\&|SomeSystem||TransformationAgent|"), told);
      assertTrue(told.contains("answered   MSA|AA|MSGID20060307110114|delivered "), told);
      assertTrue(told.contains("COMMIT; SELECT COUNT(*) then gives 1 row"), told);
      assertTrue(told.contains("ROLLBACK; SELECT COUNT(*) then gives 0 rows"), told);
    }
  }

  @Test
  void tellsOfTheFuturesFromTheJarAndEnds() throws Exception {
    for (String[] arguments : new String[][] {{"demo", "futures"}, {"demo", "futures", "--once"}}) {
      try (Program demo = Program.jar(anywhere, arguments)) {
        assertEquals(0, demo.exitCode(), () -> demo.out());
        assertTrue(demo.out().contains("expected          TimedOut after 30 ms"), demo.out());
        assertTrue(!demo.out().contains("NOT AS EXPECTED"), demo.out());
        assertEquals("", demo.err());
      }
    }
  }

  @Test
  void takesOtherPortsWhereTheUsualOnesAreTaken() throws Exception {
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (int port : new int[] {8080, 8081, 9701, 9702, 9703, 9704, 2575}) {
        try {
          taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (BindException e) {
          // Somebody else has it: just as well.
        }
      }
      try (Program demo = Program.jar(anywhere, "demo", "orders", "--once")) {
        assertEquals(0, demo.exitCode(), () -> demo.out());
        assertTrue(!demo.out().contains("lab on port 9701"), demo.out());
        assertTrue(!demo.out().contains("over MLLP on port 2575"), demo.out());
      }
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
  }

  @Test
  void staysForTheReadersOwnMessagesUntilItIsStopped() throws Exception {
    try (Program demo = Program.jar(anywhere, "demo")) {
      Matcher curl = CURL.matcher(demo.awaitLine("  curl "));
      assertTrue(curl.find(), demo.out());
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(URI.create(curl.group(2)))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofFile(Path.of(curl.group(1))))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"outcome\":\"delivered\""), answer.body());
      }
      demo.signal("TERM");
      assertEquals(0, demo.exitCode(), demo.err());
    }
  }
}
