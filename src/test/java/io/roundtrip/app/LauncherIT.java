package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LauncherIT {
  private static final Path LAUNCHER = Path.of("bin", "roundtrip").toAbsolutePath();
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final List<String> TOOLS =
      List.of("bash", "sed", "find", "head", "dirname", "readlink", "mkdir", "touch", "cp");

  private final Path folder;

  LauncherIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void runsThroughALinkFromAnyFolderWithBlanksInItsPath() throws Exception {
    Path home = installed("in a folder");
    Path link = Files.createSymbolicLink(folder.resolve("a link"), home.resolve("bin/roundtrip"));
    Path linkToLink = Files.createSymbolicLink(folder.resolve("another"), Path.of("a link"));
    assertEquals(link.getFileName(), Files.readSymbolicLink(linkToLink));
    try (Program program = launch(linkToLink, Map.of("JAVA_HOME", JDK.toString()), "--version")) {
      assertEquals(0, program.exitCode(), program.err());
      assertTrue(program.out().startsWith("roundtrip "), program.out());
      assertEquals("", program.err());
    }
  }

  @Test
  void saysInOneSentenceThatThereIsNoJdk() throws Exception {
    Map<String, String> bare = bareEnvironment();
    try (Program program = launch(installed("home").resolve("bin/roundtrip"), bare, "--version")) {
      assertEquals(3, program.exitCode());
      assertEquals("", program.out());
      assertTrue(program.err().startsWith("roundtrip: needs a JDK of version 25"), program.err());
      assertEquals(1, program.err().lines().count(), program.err());
    }
  }

  @Test
  void passesOverAJdkThatIsTooOldForOneInTheUsualFolders() throws Exception {
    Map<String, String> environment = new HashMap<>(bareEnvironment());
    environment.put("JAVA_HOME", fakeJdk("jdk-24", "24.0.2").toString());
    environment.put("ROUNDTRIP_JVM_DIRS", folder + ":" + Objects.requireNonNull(JDK.getParent()));
    try (Program program =
        launch(installed("home").resolve("bin/roundtrip"), environment, "--version")) {
      assertEquals(0, program.exitCode(), program.err());
    }
  }

  @Test
  void buildsTheJarOnceWhereSourcesAreNewer() throws Exception {
    Path home = installed("sources");
    Files.delete(home.resolve("roundtrip.jar"));
    Path source = Files.createDirectories(home.resolve("src/main")).resolve("Some.java");
    Files.writeString(source, "");
    Files.writeString(home.resolve("pom.xml"), "");
    Map<String, String> environment = new HashMap<>(bareEnvironment());
    environment.put("JAVA_HOME", JDK.toString());
    script(folder.resolve("tools/mvn"), "mkdir -p target; cp '" + Program.JAR + "' target/");
    assertTrue(saysThatItBuilds(home, environment), "no jar");
    assertFalse(saysThatItBuilds(home, environment), "nothing changed");
    // Later than the jar whatever the clock of the file system can tell apart.
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertTrue(saysThatItBuilds(home, environment), "a source changed");
  }

  @Test
  void leavesAnArchiveThatTheNextStartReads() throws Exception {
    Map<String, String> environment =
        Map.of("JAVA_HOME", JDK.toString(), "ROUNDTRIP_ARCHIVE", folder.resolve("jsa").toString());
    Path launcher = installed("home").resolve("bin/roundtrip");
    for (int start = 0; start < 2; start++) {
      try (Program program = launch(launcher, environment, "lint", "--conf", "nowhere.yaml")) {
        assertEquals(2, program.exitCode(), program.err());
        assertEquals(1, program.out().lines().count(), program.out());
        assertEquals("", program.err());
      }
      assertEquals(1, archives().size());
      assertTrue(Files.size(archives().getFirst()) > 100_000, archives().toString());
    }
  }

  /** The JVM neither uses nor replaces the archive of a jar that has changed: every start would be a cold one. */
  @Test
  void makesANewArchiveForANewJar() throws Exception {
    Map<String, String> environment =
        Map.of("JAVA_HOME", JDK.toString(), "ROUNDTRIP_ARCHIVE", folder.resolve("jsa").toString());
    Path home = installed("home");
    Path launcher = home.resolve("bin/roundtrip");
    Path first = archiveAfterStart(launcher, environment);
    Files.setLastModifiedTime(
        home.resolve("roundtrip.jar"), FileTime.from(Instant.now().minusSeconds(3600)));
    Path second = archiveAfterStart(launcher, environment);
    assertFalse(first.equals(second), second.toString());
    assertTrue(Files.size(second) > 100_000, second.toString());
  }

  private Path archiveAfterStart(Path launcher, Map<String, String> environment) throws Exception {
    try (Program program = launch(launcher, environment, "lint", "--conf", "nowhere.yaml")) {
      assertEquals(2, program.exitCode(), program.err());
    }
    assertEquals(1, archives().size(), "the one of another jar is gone");
    return archives().getFirst();
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("jsa"))) {
      return files.toList();
    }
  }

  private boolean saysThatItBuilds(Path home, Map<String, String> environment) throws Exception {
    try (Program program = launch(home.resolve("bin/roundtrip"), environment, "--version")) {
      assertEquals(0, program.exitCode(), program.err());
      return program.err().contains("roundtrip: building ");
    }
  }

  private Program launch(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return Program.start(folder, environment, command);
  }

  /** The layout without sources: the launcher, and the jar beside its folder. */
  private Path installed(String name) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    Files.copy(LAUNCHER, home.resolve("bin/roundtrip"));
    assertTrue(home.resolve("bin/roundtrip").toFile().setExecutable(true));
    Files.copy(Program.JAR, home.resolve("roundtrip.jar"));
    return home;
  }

  /** No Java anywhere: a PATH of the launcher's tools alone, and no folder to look into. */
  private Map<String, String> bareEnvironment() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      for (String dir : List.of("/usr/bin", "/bin")) {
        Path found = Path.of(dir, tool);
        if (Files.exists(found) && !Files.exists(tools.resolve(tool), LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(tools.resolve(tool), found);
        }
      }
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", tools.toString());
    environment.put("JAVA_HOME", "");
    environment.put("ROUNDTRIP_JVM_DIRS", "/nonexistent");
    return environment;
  }

  private Path fakeJdk(String name, String version) throws IOException {
    Path jdk = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(jdk.resolve("bin"));
    script(jdk.resolve("bin/java"), "exit 99");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }
}
