package io.roundtrip.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The demo's conf and messages: those of {@code conf/demo}, which the jar holds too, unpacked to a temporary folder with
 * the ports that this run uses in place of the usual ones. Confined to one thread; closing it deletes the folder.
 */
final class DemoFiles implements AutoCloseable {
  private static final List<String> CONF =
      List.of(
          "engine.yaml",
          "routes/lab-orders.yaml",
          "routes/lab-results.yaml",
          "routes/claims.yaml",
          "routes/ward-orders.yaml");
  private static final List<String> SAMPLES =
      List.of(
          "samples/lab-order-bundle.json",
          "samples/lab-result-oru.hl7",
          "samples/claim.json",
          "samples/ward-order-orm.hl7");
  private static final Pattern PORT = Pattern.compile("\\b[0-9]{4}\\b");

  private final Path folder;

  private DemoFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Unpacks them.
   *
   * @param ports the port to write for each usual one
   */
  static DemoFiles unpack(Map<Integer, Integer> ports) throws IOException {
    DemoFiles files = new DemoFiles(Files.createTempDirectory("roundtrip-demo"));
    for (String name : CONF) {
      String text = new String(resource(name), StandardCharsets.UTF_8);
      String placed =
          PORT.matcher(text)
              .replaceAll(
                  found -> {
                    int usual = Integer.parseInt(found.group());
                    return String.valueOf(ports.getOrDefault(usual, usual));
                  });
      files.write(name, placed.getBytes(StandardCharsets.UTF_8));
    }
    for (String name : SAMPLES) {
      files.write(name, resource(name));
    }
    return files;
  }

  Path engineFile() {
    return folder.resolve("engine.yaml");
  }

  Path sample(String name) {
    return folder.resolve("samples").resolve(name);
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.write(file, bytes);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DemoFiles.class.getResourceAsStream("/conf/demo/" + name)) {
      if (in == null) {
        throw new FileNotFoundException("conf/demo/" + name + " is missing in the jar");
      }
      return in.readAllBytes();
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
