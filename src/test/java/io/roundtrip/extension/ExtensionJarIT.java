package io.roundtrip.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.kit.TestEngine;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import javax.tools.JavaCompiler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Extensions as users make them: compiled by the JDK's compiler, in a jar or a folder. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExtensionJarIT {
  private static final String CONF =
      """
      http: { host: 127.0.0.1, port: 0 }
      management: { host: 127.0.0.1, port: 0 }
      shards: 2
      drain-timeout: 5s
      drain-linger: 0s
      """;
  private static final String HELLO =
      """
      package user;
      import io.roundtrip.extension.*;
      public final class Hello implements Extension {
        public void start(ExtensionContext context) {
          context.http().get("/hello/{name}", request -> "hello " + request.path("name", String.class));
        }
        public void stop() {
          System.setProperty("user.hello.stopped", "yes");
        }
      }
      """;
  private static final String FAILING =
      """
      package user;
      import io.roundtrip.extension.*;
      public final class Failing implements Extension {
        public void start(ExtensionContext context) {
          context.pg();
        }
      }
      """;

  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  ExtensionJarIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    client.close();
    System.clearProperty("user.hello.stopped");
  }

  /** Compiles a class of package user into a folder with its service file. */
  private Path classes(String name, String source) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    Path file =
        Files.writeString(
            Files.createDirectories(folder.resolve("src/user")).resolve(name + ".java"), source);
    JavaCompiler compiler = javax.tools.ToolProvider.getSystemJavaCompiler();
    int failed =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            made.toString(),
            file.toString());
    assertEquals(0, failed);
    Files.writeString(
        Files.createDirectories(made.resolve("META-INF/services"))
            .resolve("io.roundtrip.extension.Extension"),
        "user." + name + "\n");
    return made;
  }

  private Path jar(String name, String source) throws IOException {
    Path classes = classes(name, source);
    Path jar = folder.resolve(name + ".jar");
    int failed =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--create",
                "--file",
                jar.toString(),
                "-C",
                classes.toString(),
                ".");
    assertEquals(0, failed);
    return jar;
  }

  private HttpResponse<String> get(Engine engine, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.httpPort() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Engine start(ExtensionLoader loaded) {
    return Engine.start(TestEngine.write(folder.resolve("conf"), CONF), loaded.extensions());
  }

  @Test
  void aJarsRoutesAreServedAndItIsStopped() throws Exception {
    try (ExtensionLoader loaded = ExtensionLoader.of(jar("Hello", HELLO).toString())) {
      try (Engine engine = start(loaded)) {
        assertEquals("hello Ada", get(engine, "/hello/Ada").body());
        assertEquals(404, get(engine, "/other").statusCode());
        String metrics =
            client
                .send(
                    HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + engine.managementPort() + "/metrics"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body();
        assertTrue(
            metrics.contains(
                "roundtrip_web_requests_total{route=\"GET /hello/{name}\",status=\"2xx\"} 1.0"),
            metrics);
      }
      assertEquals("yes", System.getProperty("user.hello.stopped"));
    }
  }

  @Test
  void foldersAndJarsMayBeMixed() throws Exception {
    String other = HELLO.replace("Hello", "Other").replace("/hello/", "/other/");
    String classpath = classes("Other", other) + File.pathSeparator + jar("Hello", HELLO);
    try (ExtensionLoader loaded = ExtensionLoader.of(classpath);
        Engine engine = start(loaded)) {
      assertEquals("hello Ada", get(engine, "/hello/Ada").body());
      assertEquals("hello Ada", get(engine, "/other/Ada").body());
    }
  }

  @Test
  void saysWhichExtensionFailedAndWhy() throws Exception {
    try (ExtensionLoader loaded = ExtensionLoader.of(jar("Failing", FAILING).toString())) {
      assertEquals(
          "extension 'Failing' failed to start: pg() needs a store: add store: { embedded: {"
              + " directory: … } } to the engine file",
          assertThrows(ExtensionException.class, () -> start(loaded)).getMessage());
    }
  }

  @Test
  void twoExtensionsOfOneRouteAreRefusedAndBothAreNamed() {
    Extension one = context -> context.http().get("/a/{b}", request -> "x");
    Extension two = context -> context.http().get("/a/{c}", request -> "y");
    assertEquals(
        "the routes GET /a/{b} and GET /a/{c} are of one shape",
        assertThrows(
                IllegalStateException.class,
                () ->
                    Engine.start(TestEngine.write(folder.resolve("conf"), CONF), List.of(one, two)))
            .getMessage());
  }

  @Test
  void aClassPathThatIsNotThereIsSaid() throws Exception {
    assertEquals(
        "--classpath: nowhere.jar does not exist",
        assertThrows(ClasspathException.class, () -> ExtensionLoader.of("nowhere.jar"))
            .getMessage());
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertEquals(
        "--classpath "
            + empty
            + ": nothing there names an extension in"
            + " META-INF/services/io.roundtrip.extension.Extension",
        assertThrows(ClasspathException.class, () -> ExtensionLoader.of(empty.toString()))
            .getMessage());
    Path services = Files.createDirectories(empty.resolve("META-INF/services"));
    Files.writeString(services.resolve(Extension.class.getName()), "user.Missing\n");
    String message =
        String.valueOf(
            assertThrows(ExtensionException.class, () -> ExtensionLoader.of(empty.toString()))
                .getMessage());
    assertTrue(message.contains("user.Missing"), message);
  }
}
