package io.roundtrip.app;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfException;
import io.roundtrip.engine.Engine;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: the engine, until a signal stops it. Confined to the main thread. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Runs the engine until SIGTERM or Ctrl-C, which drain it; a second one stops it at once.")
final class RunCommand implements Callable<Integer> {
  @Mixin private final ConfOption conf = new ConfOption();

  private final Console console;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CompletableFuture<Boolean> stop = new CompletableFuture<>();
    StopSignals.install(() -> stop.complete(true));
    try (Engine engine = Engine.start(conf.file(), stop)) {
      console
          .out()
          .println(
              "roundtrip: listening; ingest port "
                  + engine.httpPort()
                  + ", management port "
                  + engine.managementPort()
                  + mllpPorts(engine));
      stop.join();
      return 0;
    } catch (CancellationException stoppedWhileItWaited) {
      return 0;
    } catch (ConfException e) {
      for (ConfError error : e.errors()) {
        console.err().println(error);
      }
      return 2;
    }
  }

  private static String mllpPorts(Engine engine) {
    return engine.mllpPorts().entrySet().stream()
        .map(port -> ", mllp port " + port.getValue() + " (" + port.getKey() + ")")
        .collect(Collectors.joining());
  }
}
