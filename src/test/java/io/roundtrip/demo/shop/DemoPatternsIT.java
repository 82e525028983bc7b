package io.roundtrip.demo.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.app.Program;
import io.roundtrip.demo.shop.PatternsDemo.Part;
import io.roundtrip.demo.shop.Shop.Note;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DemoPatternsIT {
  private final StringWriter told = new StringWriter();
  private final Path anywhere;

  DemoPatternsIT(@TempDir Path anywhere) {
    this.anywhere = anywhere;
  }

  @Test
  void playsEveryPartFromTheJarAndChecksItself() throws Exception {
    try (Program demo = Program.jar(anywhere, "demo", "patterns", "--once")) {
      assertEquals(0, demo.exitCode(), () -> demo.out());
      List<String> lines = demo.out().lines().toList();
      assertEquals(
          List.of(
              "1. SYNCHRONOUS RPC",
              "2. ASYNCHRONOUS RPC",
              "3. EVENT-DRIVEN",
              "4. MIXED WORKFLOW",
              "PERFORMANCE"),
          lines.stream().filter(line -> line.matches("([0-9]\\. )?[A-Z]{4}.*")).toList());
      assertEquals(5, count(lines, "ms on the critical path"), demo.out());
      assertEquals(4, count(lines, "[Inventory]"), demo.out());
      assertEquals(5 + 1 + 2 + 2, count(lines, "[Email]"), demo.out());
      assertEquals(3, count(lines, "[Analytics]"), demo.out());
      assertEquals(3, count(lines, "confirmation sent to ada@example.org"), demo.out());
      assertEquals(1, count(lines, "no mail to 'nobody'"), demo.out());
      assertEquals(1, count(lines, "4500 cents refunded"), demo.out());
      assertEquals(1, count(lines, "100 items, 10 at a time: 100 completion events"), demo.out());
      assertEquals(1, count(lines, "100 items, 100 at a time: 100 completion events"), demo.out());
      assertEquals(0, count(lines, "EXPECTED"), demo.out());
      assertEquals(
          "", demo.err().lines().filter(line -> line.contains("blocked")).findAny().orElse(""));
    }
  }

  private static long count(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).count();
  }

  @Test
  void playsOnePartAlone() throws Exception {
    try (PatternsDemo demo = PatternsDemo.start(new PrintWriter(told, true))) {
      assertTrue(demo.tell(Set.of(Part.events)), told::toString);
    }
    assertTrue(told.toString().contains("3. EVENT-DRIVEN"), told::toString);
    assertFalse(told.toString().contains("1. SYNCHRONOUS RPC"), told::toString);
  }

  @Test
  void whatComesTooMuchIsNotAsItShouldBe() throws Exception {
    try (PatternsDemo demo = PatternsDemo.start(new PrintWriter(told, true))) {
      Stage stage = demo.stage();
      String unused = stage.calls().publish("payments.refunded", new Note("o-0", "stray")).await();
      demo.play(Part.async, stage);
      assertFalse(stage.isAsExpected(), told::toString);
    }
    assertTrue(told.toString().contains("EXPECTED events"), told::toString);
  }

  @Test
  void staysForTheReadersOwnOrdersUntilItIsStopped() throws Exception {
    try (Program demo = Program.jar(anywhere, "demo", "patterns", "sync")) {
      CurlLine curl = CurlLine.parse(demo.awaitLine("  curl -i -H 'Content-Type").strip());
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> answer =
            client.send(curl.request(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"receiptId\""), answer.body());
      }
      demo.signal("TERM");
      assertEquals(0, demo.exitCode(), demo.err());
    }
  }
}
