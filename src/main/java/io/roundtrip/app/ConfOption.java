package io.roundtrip.app;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the engine file. Confined to the thread that parses the command line. */
final class ConfOption {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "the engine's conf file (default: ${DEFAULT-VALUE})",
      defaultValue = "conf/engine.yaml")
  private Path conf = Path.of("conf", "engine.yaml");

  /** The file. */
  Path file() {
    return conf;
  }
}
