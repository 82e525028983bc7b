package io.roundtrip.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for an experiment's conf, gone when it is closed. Confined to the experiment's thread. */
final class ConfFolder implements AutoCloseable {
  private static final String ENGINE =
      """
      http: { host: 127.0.0.1, port: 0 }
      management: { host: 127.0.0.1, port: 0 }
      store: { journal: off }
      drain-linger: 0s
      routes: route.yaml
      """;

  private final Path folder;

  private ConfFolder(Path folder) {
    this.folder = folder;
  }

  static ConfFolder create() throws IOException {
    return new ConfFolder(Files.createTempDirectory("roundtrip-experiment"));
  }

  /** Writes an engine file with one route; returns it. */
  Path write(String route) throws IOException {
    Files.writeString(folder.resolve("route.yaml"), route);
    return Files.writeString(folder.resolve("engine.yaml"), ENGINE);
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
