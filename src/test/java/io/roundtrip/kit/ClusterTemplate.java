package io.roundtrip.kit;

import io.roundtrip.embedded.EmbeddedPostgres;
import io.roundtrip.embedded.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The folder of an embedded PostgreSQL as it is after its first start, made once for all tests of the JVM: a copy spares a
 * test that does not care how it is made the seconds that this takes. Thread-safe, because nothing changes it.
 */
public final class ClusterTemplate {
  private static final Path MADE = make();

  private ClusterTemplate() {}

  /** Puts a copy where an engine, or {@link EmbeddedPostgres}, has its folder; there must be nothing yet. */
  public static void copyTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    Process copy =
        new ProcessBuilder("cp", "-a", MADE + "/.", directory.toString()).inheritIO().start();
    if (waitFor(copy) != 0) {
      throw new IOException("cannot copy " + MADE + " to " + directory);
    }
  }

  private static int waitFor(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      throw new AssertionError("interrupted while it was copied", interrupted);
    }
  }

  private static Path make() {
    try {
      Path folder = Files.createTempDirectory("roundtrip-test-template");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      Path directory = folder.resolve("postgres");
      EmbeddedPostgres.start(directory, Patience.USUAL).close();
      return directory;
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError("no PostgreSQL for the tests", failed);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException leftBehind) {
      throw new UncheckedIOException(leftBehind);
    }
  }
}
