package io.roundtrip.demo;

import io.roundtrip.engine.Engine;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An engine whose only routes are those of {@link ItemsExtension}, on a PostgreSQL of its own, and a client that asks each
 * once. Confined to the thread that started it, which it blocks: never on an event loop.
 */
public final class ItemsDemo implements AutoCloseable {
  private static final int HTTP = 8080;
  private static final int MANAGEMENT = 8081;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONF =
      """
      http: { host: 127.0.0.1, port: %d }
      management: { host: 127.0.0.1, port: %d }
      store: { embedded: { directory: postgres }, journal: off }
      drain-timeout: 5s
      drain-linger: 0s
      """;

  /** What is asked, what for, and what must come. */
  private record Question(String path, String what, int status, String part) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question("/item/1", "awaited on a virtual thread", 200, "\"Stethoscope\""),
          new Question("/item/1/fast", "a chain on the event loop", 200, "\"Stethoscope\""),
          new Question("/user/7/full", "two queries at once", 200, "\"Thermometer\""),
          new Question("/item/1/safe", "with its stars", 200, "\"stars\":4"),
          new Question(
              "/item/2/safe", "a query fails, and something stands for it", 200, "no stars"),
          new Question("/item/99", "a typed error of the handler", 404, "no item 99"),
          new Question("/item/seven", "a parameter of another type", 400, "'id'"));

  private final PrintWriter out;
  private final Path folder;
  private final Engine engine;

  private ItemsDemo(PrintWriter out, Path folder, Engine engine) {
    this.out = out;
    this.folder = folder;
    this.engine = engine;
  }

  /** Starts PostgreSQL and the engine; where a usual port is taken, on another one. */
  public static ItemsDemo start(PrintWriter out) throws IOException {
    Path folder = Files.createTempDirectory("roundtrip-items");
    try {
      Path conf =
          Files.writeString(
              folder.resolve("engine.yaml"), CONF.formatted(free(HTTP), free(MANAGEMENT)));
      return new ItemsDemo(out, folder, Engine.start(conf, List.of(new ItemsExtension())));
    } catch (IOException | RuntimeException failed) {
      delete(folder);
      throw failed;
    }
  }

  /** Asks each question, prints what came, and says whether all was as it should be. */
  public boolean tell() throws IOException, InterruptedException {
    out.println(
        "roundtrip demo items: an extension with its routes in Java, over an embedded PostgreSQL");
    boolean asExpected = true;
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (Question question : QUESTIONS) {
        asExpected &= ask(client, question);
      }
    }
    out.println();
    out.println(
        asExpected
            ? "Every answer was as it should be."
            : "NOT every answer was as it should be: see the lines that begin with EXPECTED.");
    return asExpected;
  }

  private boolean ask(HttpClient client, Question question)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + engine.httpPort() + question.path());
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    out.println();
    out.println("GET " + uri + "  (" + question.what() + ")");
    out.println("  " + answer.statusCode() + " " + answer.body());
    boolean right =
        answer.statusCode() == question.status() && answer.body().contains(question.part());
    if (!right) {
      out.println("  EXPECTED " + question.status() + " with " + question.part());
    }
    return right;
  }

  /** Where a reader can go on by hand. */
  public void printWhereToGo() {
    out.println();
    out.println("The engine keeps running until Ctrl-C. Its metrics of these routes:");
    out.println("  curl -s http://127.0.0.1:" + engine.managementPort() + "/metrics | grep web");
  }

  /** The port itself if nothing listens there, else 0, for which the engine picks one. */
  private static int free(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  /** Drains and stops the engine, and PostgreSQL with it. */
  @Override
  public void close() throws IOException {
    try {
      engine.close();
    } finally {
      delete(folder);
    }
  }
}
