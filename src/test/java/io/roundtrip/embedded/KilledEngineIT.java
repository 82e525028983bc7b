package io.roundtrip.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roundtrip.app.Program;
import io.roundtrip.kit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is killed stops its PostgreSQL, as root and as a user without rights, and the next one comes up. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KilledEngineIT {
  private static final boolean ROOT = Objects.equals(System.getProperty("user.name"), "root");

  private final Path folder;
  private final Path directory;

  KilledEngineIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    directory = folder.resolve("data/postgres");
    Path classes = Files.createDirectories(folder.resolve("classes/io/roundtrip/embedded"));
    String name = EngineProcess.class.getSimpleName() + ".class";
    Files.copy(Path.of("target/test-classes/io/roundtrip/embedded", name), classes.resolve(name));
    Files.copy(Program.JAR, folder.resolve("roundtrip.jar"));
  }

  @Test
  void stopsItsServerAsTheUserOfTheTest() throws Exception {
    killAndStartAgain(List.of());
  }

  @Test
  void stopsItsServerAsNobody() throws Exception {
    assumeTrue(ROOT);
    killAndStartAgain(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
  }

  private void killAndStartAgain(List<String> user) throws Exception {
    try (Program killed = engine(user);
        Sql sql = new Sql()) {
      Access access = ready(killed);
      sql.ask(access, "CREATE TABLE committed AS SELECT 7 AS number");
      assertFalse(processes().isEmpty());
      try (Program second = engine(user)) {
        String why = second.awaitLine("refused ");
        assertTrue(why.contains("the engine of the process "), why);
        assertEquals(0, second.exitCode(), second.err());
      }
      killed.signal("KILL");
      // Nothing waits: the next engine has to cope with a server that is still closing.
      try (Program next = engine(user)) {
        assertEquals("7", sql.ask(ready(next), "SELECT number FROM committed"));
        next.signal("KILL");
        Await.until("the end of its server", this::processes, List::isEmpty);
        assertFalse(Files.exists(directory.resolve("data/postmaster.pid")), "it was a clean stop");
      }
    }
  }

  private Access ready(Program engine) throws IOException {
    List<String> words = List.of(engine.awaitLine("reachable ").split(" ", 3));
    return new Access(Path.of(words.get(1)), 5432, "roundtrip", words.get(2), "postgres");
  }

  private List<Long> processes() throws IOException {
    Path data = directory.resolve("data");
    return new Occupants(data, directory.resolve("socket")).processes();
  }

  private Program engine(List<String> user) throws IOException {
    List<String> command = new ArrayList<>(user);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xshare:auto");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(folder.resolve("roundtrip.jar") + ":" + folder.resolve("classes"));
    command.add("io.roundtrip.embedded.EngineProcess");
    command.add(directory.toString());
    return Program.start(folder, Map.of("HOME", "/nonexistent"), command);
  }
}
