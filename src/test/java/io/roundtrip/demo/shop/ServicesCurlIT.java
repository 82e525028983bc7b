package io.roundtrip.demo.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lines of curl in {@code docs/services.md}, asked of the shop, and what they are answered there. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServicesCurlIT {
  @Test
  void eachLineIsAnsweredAsItStandsThere() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("docs/services.md"));
    int asked = 0;
    try (PatternsDemo demo = PatternsDemo.start(new PrintWriter(new StringWriter()));
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith("$ curl ")) {
          CurlLine curl = CurlLine.parse(lines.get(i).substring(2), demo.httpPort());
          HttpResponse<String> answer =
              client.send(curl.request(), HttpResponse.BodyHandlers.ofString());
          expect(lines.get(i + 1), answer.body());
          asked++;
        }
      }
      assertEquals(4, asked);
    }
  }

  /** In whichever order the members come; … stands for what differs each time. */
  private static void expect(String expected, String came) {
    Map<String, Object> members = new JsonObject(came).getMap();
    Map<String, Object> wanted = new JsonObject(expected).getMap();
    assertEquals(wanted.keySet(), members.keySet(), came);
    wanted.forEach(
        (name, value) -> {
          String pattern =
              Stream.of(String.valueOf(value).split("…", -1))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".+"));
          assertTrue(String.valueOf(members.get(name)).matches(pattern), () -> name + ": " + came);
        });
  }

  @Test
  void eventsCanBeFollowed() throws Exception {
    String line =
        Files.readAllLines(Path.of("docs/services.md")).stream()
            .filter(one -> one.startsWith("curl -N "))
            .findFirst()
            .orElseThrow();
    try (PatternsDemo demo = PatternsDemo.start(new PrintWriter(new StringWriter()));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          client.send(
              CurlLine.parse(line, demo.httpPort()).request(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream stream = answer.body()) {
        assertEquals(200, answer.statusCode());
        assertEquals("text/event-stream", answer.headers().firstValue("content-type").orElse(""));
        assertTrue(stream.available() >= 0);
      }
    }
  }
}
