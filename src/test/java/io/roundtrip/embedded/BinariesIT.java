package io.roundtrip.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives that the build has. */
final class BinariesIT {
  @TempDir private Path directory;

  @Test
  void replaceThoseBeforeAndWhatAKilledStartLeft() throws IOException {
    Files.createDirectories(directory.resolve("bin-17.1.0/bin"));
    Files.createDirectories(directory.resolve("bin-" + Binaries.VERSION + ".new-1/bin"));
    // Of the machine that this probably is not: the other's are unpacked by every other test.
    Binaries binaries = Binaries.in(directory, "linux aarch64");
    for (String program : List.of("postgres", "initdb")) {
      assertTrue(Files.isExecutable(Path.of(binaries.program(program))), program);
    }
    assertTrue(Files.exists(binaries.home().resolve("share/postgresql/postgres.bki")));
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(binaries.home()), left.toList());
    }
  }
}
