package io.roundtrip.kit;

import io.roundtrip.app.Program;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An engine in a JVM of its own, with a heap of its own size. Confined to the test's thread. */
public final class ForkedEngine implements AutoCloseable {
  private final Program program;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int httpPort;
  private final int managementPort;

  /**
   * Starts the jar.
   *
   * @param heap as {@code -Xmx} takes it
   * @param routes one YAML text each
   */
  public ForkedEngine(Path folder, String heap, String... routes) throws IOException {
    httpPort = freePort();
    managementPort = freePort();
    String conf =
        """
        http: { host: 127.0.0.1, port: %d }
        management: { host: 127.0.0.1, port: %d }
        shards: 2
        store: { journal: off }
        drain-timeout: 5s
        drain-linger: 0s
        routes: routes/*.yaml
        """
            .formatted(httpPort, managementPort);
    program =
        Program.start(
            folder,
            Map.of(),
            List.of(
                tool("java"),
                "-Xmx" + heap,
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                Program.JAR.toString(),
                "run",
                "--conf",
                TestEngine.write(folder, conf, routes).toString()));
    program.awaitLine("ingest port");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /** Its ingest port. */
  public int httpPort() {
    return httpPort;
  }

  /** A route as the management API shows it. */
  public JsonObject route(String id) throws IOException, InterruptedException {
    return new JsonObject(manage("/api/routes/" + id));
  }

  /** The sum of a metric over all its labels. */
  public double metric(String name) throws IOException, InterruptedException {
    return manage("/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Bytes of its heap that are in use once it has collected its garbage. */
  public long liveHeapBytes() throws IOException, InterruptedException {
    Process collect =
        new ProcessBuilder(tool("jcmd"), String.valueOf(program.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collect.waitFor() != 0) {
      throw new AssertionError("jcmd cannot reach " + program.pid());
    }
    return (long) metric("jvm_memory_used_bytes{area=\"heap\"");
  }

  private String manage(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() throws IOException {
    client.close();
    program.close();
  }
}
