package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** References to secrets. */
final class SecretsTest {
  private static final String HEADERS =
      "{ id: lis, http: { url: 'http://h/', headers: { Authorization: '%s' } } }";

  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path, Map.of("TOKEN", "s3cret$1", "PORT", "s3cret"));
  }

  private DestinationConf.Http http(String header) {
    assertEquals(List.of(), folder.errorsOfDestination(HEADERS.formatted(header)));
    EngineConf conf = Objects.requireNonNull(folder.load().conf());
    return (DestinationConf.Http) conf.routes().getFirst().to().getFirst().target();
  }

  @Test
  void takesAVariablesValue() {
    assertEquals("Bearer s3cret$1!", http("Bearer ${env:TOKEN}!").headers().get("authorization"));
  }

  @Test
  void takesAFilesContentWithoutItsLastNewline() {
    folder.with("routes/secrets/token", "from file\n");
    assertEquals("from file", http("${file:secrets/token}").headers().get("Authorization"));
    folder.with("routes/secrets/token", "from file\r\n");
    assertEquals("from file", http("${file:secrets/token}").headers().get("Authorization"));
  }

  @Test
  void refusesReferencesThatLeadNowhere() {
    String header =
        "routes/lab.yaml:3:70: route 'lab': destination 'lis': http.headers.Authorization ";
    assertEquals(
        List.of(header + "needs the environment variable 'NONE', which is not set"),
        folder.errorsOfDestination(HEADERS.formatted("${env:NONE}")));
    assertEquals(
        List.of(header + "needs the file 'none', which cannot be read"),
        folder.errorsOfDestination(HEADERS.formatted("${file:none}")));
    assertEquals(
        List.of(header + "has a secret's reference without its closing '}'"),
        folder.errorsOfDestination(HEADERS.formatted("${env:TOKEN")));
  }

  @Test
  void leavesOtherDollarsAlone() {
    assertEquals("$1 ${name} $", http("$1 ${name} $").headers().get("Authorization"));
  }

  @Test
  void anErrorShowsTheReferenceAndNeverTheSecret() {
    assertEquals(
        List.of(
            "engine.yaml:2:15: http.port must be a whole number from 0 to 65535, got"
                + " '${env:PORT}'"),
        folder.errorsOfEngine("http: { port: '${env:PORT}' }\n"));
  }

  @Test
  void aDestinationsTextShowsNoSecret() {
    assertFalse(http("${env:TOKEN}").toString().contains("s3cret"));
  }
}
