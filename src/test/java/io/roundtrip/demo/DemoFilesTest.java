package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DemoFilesTest {
  @Test
  void unpacksEveryFileOfTheDemo() throws Exception {
    try (DemoFiles files = DemoFiles.unpack(Map.of())) {
      assertEquals(names(Path.of("conf/demo")), names(folder(files)));
    }
  }

  @Test
  void writesThePortsOfThisRunInPlaceOfTheUsualOnes() throws Exception {
    try (DemoFiles files = DemoFiles.unpack(Map.of(8080, 8081, 8081, 0, 9701, 40123))) {
      String engine = Files.readString(files.engineFile());
      assertTrue(engine.contains("host: 127.0.0.1, port: 8081, max-body"), engine);
      assertTrue(engine.contains("host: 127.0.0.1, port: 0 }"), engine);
      String orders = Files.readString(folder(files).resolve("routes/lab-orders.yaml"));
      assertTrue(orders.contains("http://127.0.0.1:40123/orders"), orders);
    }
  }

  @Test
  void leavesTheMessagesAsTheyAre() throws Exception {
    try (DemoFiles files = DemoFiles.unpack(Map.of(1974, 1))) {
      String name = "lab-order-bundle.json";
      assertEquals(
          -1, Files.mismatch(Path.of("conf/demo/samples", name), files.sample(name)), name);
    }
  }

  @Test
  void leavesNothingBehind() throws Exception {
    DemoFiles files = DemoFiles.unpack(Map.of());
    files.close();
    assertFalse(Files.exists(folder(files)));
  }

  private static Path folder(DemoFiles files) {
    return files.sample("x").resolve("../..").normalize();
  }

  private static Set<String> names(Path folder) throws Exception {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith("README.md"))
          .forEach(file -> names.add(folder.relativize(file).toString()));
    }
    return names;
  }
}
