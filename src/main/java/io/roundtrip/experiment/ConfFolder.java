package io.roundtrip.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for an experiment's conf and database, gone when it is closed. Confined to the experiment's thread. */
final class ConfFolder implements AutoCloseable {
  private static final String ENGINE =
      """
      http: { host: 127.0.0.1, port: 0 }
      management: { host: 127.0.0.1, port: 0 }
      store: { %s }
      drain-timeout: 5s
      drain-linger: 0s
      routes: "route-*.yaml"
      """;

  private final Path folder;

  private ConfFolder(Path folder) {
    this.folder = folder;
  }

  static ConfFolder create() throws IOException {
    return new ConfFolder(Files.createTempDirectory("roundtrip-experiment"));
  }

  /** Writes an engine file with these routes, and what it says of the store; returns it. */
  Path write(String store, List<String> routes) throws IOException {
    for (int i = 0; i < routes.size(); i++) {
      Files.writeString(folder.resolve("route-" + i + ".yaml"), routes.get(i));
    }
    return Files.writeString(folder.resolve("engine.yaml"), ENGINE.formatted(store));
  }

  /** A file or folder in it. */
  Path resolve(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
