package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the Dockerfile to what it says, without Docker: lays its last stage's COPYs out in a folder, which is then
 * read-only, and runs its ENTRYPOINT there as a user without rights.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DockerLayoutIT {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Pattern COPY =
      Pattern.compile("^COPY (?:--from=(\\S+) )?(\\S+) (\\S+)$", Pattern.MULTILINE);
  private static final Pattern LISTENING =
      Pattern.compile("ingest port (\\d+), management port (\\d+)");

  private final String dockerfile;
  private final Path image;
  private final Path data;
  private final Path workdir;

  DockerLayoutIT(@TempDir Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    dockerfile = Files.readString(Path.of("Dockerfile"));
    image = Files.createDirectories(folder.resolve("image"));
    data = Files.createDirectories(folder.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    workdir = image.resolve(lastStage("WORKDIR").substring(1));
    Files.createDirectories(workdir);
  }

  @AfterEach
  void makeTheLayoutDeletable() throws IOException {
    permissions(true);
  }

  @Test
  void copiesOnlyWhatExists() {
    List<String> missing = new ArrayList<>();
    Matcher copy = COPY.matcher(dockerfile);
    int copies = 0;
    while (copy.find()) {
      copies++;
      if (!Files.exists(source(copy))) {
        missing.add(copy.group());
      }
    }
    assertEquals(List.of(), missing);
    assertEquals(dockerfile.lines().filter(line -> line.startsWith("COPY")).count(), copies);
  }

  @Test
  void itsEntrypointRunsAsNobodyOnAReadOnlyLayout() throws Exception {
    layOut();
    try (Program version = entrypoint("--version")) {
      assertEquals(0, version.exitCode(), version.err());
      assertTrue(version.out().startsWith("roundtrip "), version.out());
    }
  }

  @Test
  void itsOwnConfIsRight() throws Exception {
    layOut();
    List<String> command = jsonList("CMD");
    String conf = image.resolve(command.get(2).substring(1)).toString();
    assertEquals(List.of("run", "--conf"), command.subList(0, 2));
    try (Program lint = entrypoint("lint", "--conf", conf)) {
      assertEquals(0, lint.exitCode(), lint.out());
    }
  }

  @Test
  void anEngineAnswersItsHealthCheckAndDrainsOnSigterm() throws Exception {
    layOut();
    Path routes = Files.createDirectories(data.resolve("routes"));
    Files.copy(Path.of("conf/routes/orders.yaml"), routes.resolve("orders.yaml"));
    Path conf =
        Files.writeString(
            data.resolve("engine.yaml"),
            """
            http: { host: 127.0.0.1, port: 0 }
            management: { host: 127.0.0.1, port: 0 }
            store: { journal: off }
            routes: routes/*.yaml
            """);
    try (Program run = entrypoint("run", "--conf", conf.toString())) {
      Matcher ports = LISTENING.matcher(run.awaitLine("management port"));
      assertTrue(ports.find(), run.out());
      List<String> check = jsonList("HEALTHCHECK");
      assertEquals(List.of(jsonList("ENTRYPOINT").get(0), "health"), check.subList(0, 2));
      try (Program health = entrypoint("health", "--port", ports.group(2))) {
        assertEquals(0, health.exitCode(), health.err());
      }
      assertEquals(404, statusOf("http://127.0.0.1:" + ports.group(1) + "/nothing-here"));
      run.signal("TERM");
      assertEquals(0, run.exitCode(), run.err());
    }
    assertEquals(1, runArchives(data), "the archive is in the volume");
    assertEquals(0, runArchives(workdir));
  }

  private static long runArchives(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("roundtrip-run-"))
          .count();
    }
  }

  private static int statusOf(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  /** The ENTRYPOINT, moved to the layout; as nobody where the test may change its user. */
  private Program entrypoint(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (Objects.equals(System.getProperty("user.name"), "root")) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    command.add(image.resolve(jsonList("ENTRYPOINT").get(0).substring(1)).toString());
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("HOME", "/nonexistent");
    environment.put("XDG_CACHE_HOME", "");
    Matcher archive = Pattern.compile("^ENV (\\S+)=(\\S+)$", Pattern.MULTILINE).matcher(dockerfile);
    while (archive.find()) {
      assertEquals(lastStage("VOLUME"), archive.group(2));
      environment.put(archive.group(1), data.toString());
    }
    return Program.start(data, environment, command);
  }

  private void layOut() throws IOException {
    Matcher copy = COPY.matcher(lastStage());
    while (copy.find()) {
      Path from = source(copy);
      Path to = workdir.resolve(copy.group(3));
      try (Stream<Path> all = Files.walk(from)) {
        for (Path file : all.toList()) {
          Path target = to.resolve(from.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.copy(file, target);
          }
        }
      }
    }
    permissions(false);
  }

  /** For everybody: read, and nothing else unless {@code writable}. */
  private void permissions(boolean writable) throws IOException {
    try (Stream<Path> all = Files.walk(image)) {
      for (Path file : all.toList()) {
        boolean runs = Files.isDirectory(file) || Files.isExecutable(file);
        String each = runs ? "r-x" : "r--";
        String owner = (writable ? "rw" : "r-") + (runs ? "x" : "-");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(owner + each + each));
      }
    }
  }

  /** Where a COPY's source is in the project; what the build stage made, the build of this project made too. */
  private static Path source(Matcher copy) {
    String from = copy.group(2);
    return PROJECT.resolve(copy.group(1) == null ? from : from.replaceFirst("^/build/", ""));
  }

  private String lastStage() {
    return dockerfile.substring(dockerfile.lastIndexOf("\nFROM "));
  }

  private String lastStage(String instruction) {
    Matcher line =
        Pattern.compile("^" + instruction + " (.*)$", Pattern.MULTILINE).matcher(lastStage());
    assertTrue(line.find(), instruction);
    return line.group(1);
  }

  private List<String> jsonList(String instruction) {
    Matcher word = Pattern.compile("\"([^\"]*)\"").matcher(lastStage(instruction));
    List<String> words = new ArrayList<>();
    while (word.find()) {
      words.add(word.group(1));
    }
    return words;
  }
}
