package io.roundtrip.demo.shop;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** A line of curl as documentation has it: what a test sends in its place. Immutable. */
record CurlLine(HttpRequest request) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static CurlLine parse(String line) {
    return parse(line, 0);
  }

  /**
   * As if the line had another port.
   *
   * @param port 0 for the line's own
   */
  static CurlLine parse(String line, int port) {
    List<String> words =
        WORD.matcher(line)
            .results()
            .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
            .toList();
    String url = words.getLast();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(port == 0 ? url : url.replace("127.0.0.1:8080", "127.0.0.1:" + port)))
            .timeout(Duration.ofSeconds(30));
    if (!words.getFirst().equals("curl")) {
      throw new IllegalArgumentException(line);
    }
    for (int i = 1; i < words.size() - 1; i++) {
      switch (words.get(i)) {
        case "-s", "-i", "-N" -> {}
        case "-H" -> {
          String[] header = words.get(++i).split(": ", 2);
          request.header(header[0], header[1]);
        }
        case "-d" -> request.POST(HttpRequest.BodyPublishers.ofString(words.get(++i)));
        default -> throw new IllegalArgumentException(words.get(i) + " in " + line);
      }
    }
    return new CurlLine(request.build());
  }
}
