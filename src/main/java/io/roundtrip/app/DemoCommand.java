package io.roundtrip.app;

import io.roundtrip.demo.Demo;
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
        "Runs the engine with simulated systems, sends messages through it and prints what became"
            + " of each.")
final class DemoCommand implements Callable<Integer> {
  /** The stories there are. */
  enum Story {
    /** Orders, results and claims of a laboratory. */
    orders
  }

  @Parameters(
      arity = "0..1",
      defaultValue = "orders",
      paramLabel = "STORY",
      description = "which story: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Story story = Story.orders;

  @Option(
      names = "--once",
      description = "stop when the story is told; exit 1 if an answer was not as it should be")
  private boolean once;

  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    StopSignals.install(stop::countDown);
    return switch (story) {
      case orders -> tellOrders(stop);
    };
  }

  private int tellOrders(CountDownLatch stop) throws IOException, InterruptedException {
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
