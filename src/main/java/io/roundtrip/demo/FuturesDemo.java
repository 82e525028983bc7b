package io.roundtrip.demo;

import io.roundtrip.demo.Scene.Take;
import io.roundtrip.future.Timers;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The futures at work among a simulated catalogue and a system that never answers. Confined to the thread that started it,
 * which it blocks: never on an event loop.
 */
public final class FuturesDemo implements AutoCloseable {
  private final PrintWriter out;
  private final Vertx vertx;
  private final SimulatedSystem system;
  private final Catalogue catalogue;
  private final DemoThreads threads;
  private int told;
  private int asExpected;

  private FuturesDemo(PrintWriter out) {
    this.out = out;
    vertx = Vertx.vertx();
    try {
      system = SimulatedSystem.start(vertx, "catalogue", 0, new SimulatedCatalogue());
      NetServer silent =
          vertx.createNetServer().connectHandler(socket -> {}).listen(0, "127.0.0.1").await();
      catalogue = new Catalogue(vertx, system.port(), silent.actualPort());
      threads = new DemoThreads(vertx);
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  /** Starts the systems that are asked, on free ports. */
  public static FuturesDemo start(PrintWriter out) {
    return new FuturesDemo(out);
  }

  /** Plays all scenes, prints what came of each, and says whether all was as it should be. */
  public boolean tell() {
    out.println(
        "roundtrip demo futures: each request below goes to a simulated catalogue on port "
            + system.port());
    out.println("loop: a chain on the event loop; awaited: straight-line code on a virtual thread");
    chapter("Combinators", new CombinatorScenes(catalogue, threads, Timers.of(vertx)).all());
    chapter("Styles and errors", new ErrorScenes(catalogue, threads).all());
    chapter("Bridges and misuse", new BridgeScenes(catalogue, threads).all());
    out.println();
    out.println(asExpected + " of " + told + " came out as expected.");
    return isAsExpected();
  }

  /** Whether all that was played so far was as it should be. */
  boolean isAsExpected() {
    return told > 0 && asExpected == told;
  }

  /** Plays some of them. */
  void chapter(String title, List<Scene> scenes) {
    out.println();
    out.println(title);
    scenes.forEach(this::play);
  }

  private void play(Scene scene) {
    out.println();
    out.printf("   %-18s  %s%n", scene.name(), scene.what());
    out.printf("     %-16s  %s%n", "expected", scene.expected());
    for (Take take : scene.takes()) {
      play(scene, take);
    }
  }

  private void play(Scene scene, Take take) {
    system.takeReceived();
    long start = System.nanoTime();
    String came = cameOf(take);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    int requests = system.takeReceived().size();
    boolean right = came.equals(scene.expected());
    told++;
    asExpected += right ? 1 : 0;
    out.printf(
        "     %-16s  %s%s%s%n",
        take.style(),
        came,
        requests == 0 ? "" : "  (" + requests + " answered, " + millis + " ms)",
        right ? "" : "  NOT AS EXPECTED");
  }

  private static String cameOf(Take take) {
    try {
      return String.valueOf(take.act().call());
    } catch (Exception failed) {
      return "failed: " + failed;
    }
  }

  /** Closes the systems, and with them the requests that nobody answered. */
  @Override
  public void close() {
    vertx.close().await();
  }
}
