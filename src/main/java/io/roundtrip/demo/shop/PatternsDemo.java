package io.roundtrip.demo.shop;

import io.roundtrip.demo.UsualPort;
import io.roundtrip.engine.Engine;
import io.roundtrip.service.ServiceClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An engine with the shop in it, and a customer who uses that in each of the ways there are. Confined to the thread that started
 * it, which it blocks: never on an event loop.
 */
public final class PatternsDemo implements AutoCloseable {
  private static final String CONF =
      """
      http: { host: 127.0.0.1, port: %d }
      management: { host: 127.0.0.1, port: %d }
      drain-timeout: 5s
      drain-linger: 0s
      """;

  /** What there is to be seen. */
  public enum Part {
    /** Each step is awaited. */
    sync,

    /** What nobody needs to know is accepted, and done later. */
    async,

    /** Who cares for an order hears of it. */
    events,

    /** All three, and what is undone when a step fails. */
    mixed,

    /** What waiting costs. */
    performance
  }

  private final PrintWriter out;
  private final Path folder;
  private final Engine engine;
  private final ServiceClient calls;
  private final ShopHttp http;

  private PatternsDemo(PrintWriter out, Path folder, Engine engine, ServiceClient calls) {
    this.out = out;
    this.folder = folder;
    this.engine = engine;
    this.calls = calls;
    this.http = new ShopHttp(engine.httpPort());
  }

  /** Starts the engine; where a usual port is taken, on another one. */
  public static PatternsDemo start(PrintWriter out) throws IOException {
    Path folder = Files.createTempDirectory("roundtrip-patterns");
    Path conf = folder.resolve("engine.yaml");
    try {
      Files.writeString(conf, CONF.formatted(UsualPort.orFree(8080), UsualPort.orFree(8081)));
      ShopExtension shop = new ShopExtension();
      Engine engine = Engine.start(conf, List.of(shop));
      return new PatternsDemo(out, folder, engine, shop.calls());
    } catch (IOException | RuntimeException failed) {
      delete(folder);
      throw failed;
    }
  }

  /** Plays these parts, prints what came of each, and says whether all was as it should be. */
  public boolean tell(Set<Part> parts) {
    out.println("roundtrip demo patterns: a shop in an engine on " + http.base());
    Stage stage = stage();
    for (Part part : Part.values()) {
      if (parts.contains(part)) {
        play(part, stage);
      }
    }
    out.println();
    out.println(
        stage.isAsExpected()
            ? "Everything came as it should."
            : "NOT everything came as it should: see the lines that begin with EXPECTED.");
    return stage.isAsExpected();
  }

  /** What parts play on, which hears of every event from now on. */
  Stage stage() {
    String begun = calls.publish("demo.begun", Map.of()).await();
    return new Stage(out, calls, http, http.events("%3E", begun));
  }

  /** Plays one part. */
  void play(Part part, Stage stage) {
    try {
      switch (part) {
        case sync -> new SyncPart(stage).play();
        case async -> new AsyncPart(stage).play();
        case events -> new EventsPart(stage).play();
        case mixed -> new MixedPart(stage).play();
        case performance -> new PerformancePart(stage).play();
      }
    } catch (RuntimeException failed) {
      stage.wrong("no failure, and there was " + failed);
    }
  }

  /** Where a reader can go on by hand. */
  public void printWhereToGo() {
    String json = "-H 'Content-Type: application/json' -d ";
    out.println();
    out.println("The engine keeps running until Ctrl-C. Follow its events in one terminal:");
    out.println("  curl -N " + http.base() + "/events/%3E");
    out.println("and order in another; the second way is answered with the place of its result:");
    String place =
        json
            + "'{\"order\":{\"email\":\"ada@example.org\",\"item\":\"lamp\",\"quantity\":1},\"card\":\"4111111111111111\"}'"
            + " "
            + http.base()
            + "/rpc/checkout_service/place";
    out.println("  curl -i " + place);
    out.println("  curl -i -H 'Prefer: respond-async' " + place);
    out.println("What there is, with JSON schemas, and what it did:");
    out.println("  curl -s " + http.base() + "/rpc");
    out.println(
        "  curl -s http://127.0.0.1:" + engine.managementPort() + "/metrics | grep roundtrip_rpc");
  }

  /** The port of its HTTP. */
  int httpPort() {
    return engine.httpPort();
  }

  private static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("engine.yaml"));
    Files.deleteIfExists(folder);
  }

  /** Drains and stops the engine. */
  @Override
  public void close() throws IOException {
    http.close();
    try {
      engine.close();
    } finally {
      delete(folder);
    }
  }
}
