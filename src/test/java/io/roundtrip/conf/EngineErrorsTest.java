package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in an engine file, and in files at all. What a test adds begins in line 2. */
final class EngineErrorsTest {
  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path);
  }

  private void says(String expected, String lines) {
    assertEquals(List.of("engine.yaml:" + expected), folder.errorsOfEngine(lines));
  }

  private void saysOfWhole(String expected, String content) {
    assertEquals(
        List.of("engine.yaml:" + expected),
        folder.with("routes/lab.yaml", ConfFolder.ROUTE).with("engine.yaml", content).errors());
  }

  @Test
  void suggestsTheKeyThatWasMeant() {
    says("2:1: unknown key 'managment' (did you mean 'management'?)", "managment: {}");
    says("2:9: unknown key 'http.prot' (did you mean 'http.port'?)", "http: { prot: 1 }");
    says("2:1: unknown key 'colour'", "colour: red");
  }

  @Test
  void refusesAKeyThatIsGivenTwice() {
    says("3:1: 'shards' is given twice", "shards: 1\nshards: 2");
  }

  @Test
  void refusesWrongTypes() {
    says("2:7: http must be a map such as { host: … }", "http: 8080");
    says("2:9: shards must be a single value, not a list", "shards: [ 1 ]");
    says("2:8: shards has no value (\"\" is the empty text)", "shards: ");
    says(
        "2:15: http.port must be a whole number from 0 to 65535, got '80a'", "http: { port: 80a }");
    says(
        "2:15: http.port must be a whole number from 0 to 65535, got '65536'",
        "http: { port: 65536 }");
    says("2:15: http.host must not be empty", "http: { host: '' }");
    says(
        "2:12: transport must be one of auto, epoll, io_uring, nio, got 'iouring' (did you mean"
            + " 'io_uring'?)",
        "transport: iouring");
    says("2:9: shards must be a whole number from 1 to 256, got '0'", "shards: 0");
  }

  @Test
  void refusesWrongSizes() {
    says(
        "2:19: http.max-body must be a size such as 512KiB, 64MiB or 1GiB, got '64MB'",
        "http: { max-body: 64MB }");
    says("2:19: http.max-body must be positive, got 0", "http: { max-body: 0 }");
    says("2:19: http.max-body must be at most 1024MiB, got 2GiB", "http: { max-body: 2GiB }");
  }

  @Test
  void refusesWrongTimes() {
    says(
        "2:16: drain-timeout must be a time such as 250ms, 5s, 10m or 1h, got '20'",
        "drain-timeout: 20");
    says("2:16: drain-timeout must not be negative, got -1s", "drain-timeout: -1s");
    says("2:16: drain-timeout must be at most 720h, got 721h", "drain-timeout: 721h");
    says("2:25: http.header-timeout must be positive, got 0s", "http: { header-timeout: 0s }");
  }

  @Test
  void refusesOnePortForBoth() {
    says(
        "2:13: http.port and management.port must differ, both are 8080",
        "management: { port: 8080 }");
    says("2:7: http.port and management.port must differ, both are 8081", "http: { port: 8081 }");
    assertEquals(List.of(), folder.errorsOfEngine("http: { port: 0 }\nmanagement: { port: 0 }\n"));
  }

  @Test
  void needsRoutes() {
    saysOfWhole("1:1: 'routes' is missing", "shards: 1\n");
    saysOfWhole("1:9: routes must not be an empty list", "routes: []\n");
    saysOfWhole(
        "1:9: routes 'other/*.yaml' matches no file; it is relative to this file",
        "routes: other/*.yaml\n");
    saysOfWhole(
        "1:27: routes 'lost.yaml' matches no file; it is relative to this file",
        "routes: [ routes/*.yaml , lost.yaml ]\n");
    saysOfWhole(
        "1:9: routes 'routes/[' is not a glob such as routes/*.yaml", "routes: 'routes/['\n");
    saysOfWhole(
        "1:9: routes '*.yaml' matches this file; give routes their own folder",
        "routes: '*.yaml'\n");
  }

  @Test
  void saysWhereAFileIsNotYaml() {
    saysOfWhole(
        "2:1: is not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use"
            + " \\t(TAB) for indentation)",
        "http:\n\tport: 1\n");
    saysOfWhole("1:5: is not YAML: mapping values are not allowed here", "a: b: c: d\n");
    saysOfWhole("1:1: must be a map of keys, such as http", "- a\n");
    saysOfWhole("1:1: is empty", "# nothing\n");
    saysOfWhole("2:4: is not YAML: the character U+0007 is not allowed", "a: b\nc: \u0007\n");
    saysOfWhole("1:4: is not YAML: found undefined alias b", "a: *b\n");
  }

  @Test
  void refusesAFewLinesThatMeanMoreThanMemoryHolds() {
    String tooMuch = "1:1: is nested too deeply, or its aliases make too much of it, to be a conf";
    saysOfWhole(tooMuch, "a: " + "[".repeat(100) + "]".repeat(100) + "\n");
    saysOfWhole(tooMuch, "a: " + "[".repeat(50_000) + "\n");
    StringBuilder aliases = new StringBuilder("a0: &a0 [ 1, 2 ]\n");
    for (int i = 1; i < 20; i++) {
      aliases.append("a%d: &a%d [ *a%d, *a%d ]\n".formatted(i, i, i - 1, i - 1));
    }
    saysOfWhole(tooMuch, aliases.toString());
  }

  @Test
  void saysThatAFileIsNotText() throws Exception {
    Files.write(folder.path().resolve("engine.yaml"), new byte[] {'a', (byte) 0xff});
    assertEquals(List.of("engine.yaml:1:1: is not UTF-8"), folder.errors());
  }

  @Test
  void takesAByteOrderMark() {
    assertEquals(
        List.of(),
        folder
            .with("routes/lab.yaml", ConfFolder.ROUTE)
            .with("engine.yaml", "\uFEFF" + ConfFolder.ENGINE)
            .errors());
  }
}
