package io.roundtrip.app;

import io.roundtrip.demo.Demo;
import io.roundtrip.demo.FuturesDemo;
import io.roundtrip.demo.ItemsDemo;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demo}: the engine among simulated systems, with real messages. Confined to the main thread. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "orders: runs the engine with simulated systems, sends messages through it and prints what"
            + " became of each. futures: runs every future combinator against a simulated system"
            + " and prints what was expected and what came; it always ends by itself. items: routes"
            + " written in Java, as an extension over an embedded PostgreSQL.")
final class DemoCommand implements Callable<Integer> {
  /** The stories there are. */
  enum Story {
    /** Orders, results and claims of a laboratory. */
    orders,

    /** The futures and their combinators. */
    futures,

    /** Routes in Java over PostgreSQL. */
    items
  }

  @Parameters(
      arity = "0..1",
      defaultValue = "orders",
      paramLabel = "STORY",
      description = "which story: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Story story = Story.orders;

  @Option(
      names = "--once",
      description =
          "stop when the story is told; exit 1 if something was not as it should be"
              + " (futures does so with or without it)")
  private boolean once;

  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return switch (story) {
      case orders -> tellOrders();
      case futures -> tellFutures();
      case items -> tellItems();
    };
  }

  private int tellFutures() {
    try (FuturesDemo demo = FuturesDemo.start(console.out())) {
      return demo.tell() ? 0 : 1;
    }
  }

  private int tellItems() throws IOException, InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    StopSignals.install(stop::countDown);
    try (ItemsDemo demo = ItemsDemo.start(console.out())) {
      boolean asExpected = demo.tell();
      if (!once) {
        demo.printWhereToGo();
        stop.await();
        return 0;
      }
      return asExpected ? 0 : 1;
    }
  }

  private int tellOrders() throws IOException, InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    StopSignals.install(stop::countDown);
    try (Demo demo = Demo.start(console.out())) {
      boolean asExpected = demo.tell();
      if (!once) {
        demo.printWhereToGo();
        stop.await();
        return 0;
      }
      return asExpected ? 0 : 1;
    }
  }
}
