package io.roundtrip.app;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfException;
import io.roundtrip.engine.Engine;
import io.roundtrip.extension.ClasspathException;
import io.roundtrip.extension.Extension;
import io.roundtrip.extension.ExtensionLoader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the engine, until a signal stops it. Confined to the main thread. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Runs the engine until SIGTERM or Ctrl-C, which drain it; a second one stops it at once.")
final class RunCommand implements Callable<Integer> {
  @Mixin private final ConfOption conf = new ConfOption();

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      description =
          "jars and folders with extensions, between colons (semicolons on Windows); routes may"
              + " then be left out of the conf")
  private @Nullable String classpath;

  private final Console console;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CompletableFuture<Boolean> stop = new CompletableFuture<>();
    StopSignals.install(() -> stop.complete(true));
    try (ExtensionLoader loaded = classpath == null ? null : ExtensionLoader.of(classpath);
        Engine engine = Engine.start(conf.file(), extensions(loaded), stop)) {
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
    } catch (ClasspathException e) {
      console.err().println("roundtrip: " + e.getMessage());
      return 2;
    } catch (ConfException e) {
      for (ConfError error : e.errors()) {
        console.err().println(error);
      }
      return 2;
    }
  }

  private static List<Extension> extensions(@Nullable ExtensionLoader loaded) {
    return loaded == null ? List.of() : loaded.extensions();
  }

  private static String mllpPorts(Engine engine) {
    return engine.mllpPorts().entrySet().stream()
        .map(port -> ", mllp port " + port.getValue() + " (" + port.getKey() + ")")
        .collect(Collectors.joining());
  }
}
