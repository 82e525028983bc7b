package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.PostgresProcesses;
import io.roundtrip.kit.TestEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle of an experiment. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExperimentStopIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @Test
  void leavesNoProcessAndNoFileBehind(@TempDir Path folder) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    List<String> command =
        List.of(
            JAVA.toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-jar",
            Program.JAR.toString(),
            "experiment",
            "3",
            "--quick");
    try (Program program = Program.start(folder, Map.of(), command)) {
      program.awaitLine("Experiment 3");
      TestEngine.await(
          "PostgreSQL runs", () -> PostgresProcesses.in(temporary), found -> !found.isEmpty());
      program.signal("INT");
      assertEquals(130, program.exitCode(), program.err());
      assertTrue(program.err().contains("stopped, there is no report"), program.err());
      assertEquals(List.of(), PostgresProcesses.in(temporary));
      assertFalse(Files.exists(folder.resolve("target")), "a report was written");
    }
    try (Stream<Path> left = Files.list(temporary)) {
      List<Path> experiments =
          left.filter(each -> each.getFileName().toString().contains("roundtrip-experiment"))
              .toList();
      assertEquals(List.of(), experiments);
    }
  }
}
