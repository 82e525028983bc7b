package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private final Path folder;

  MainTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void namesEveryCommandInItsHelp() {
    assertEquals(0, execute("--help"));
    for (String command : new String[] {"demo", "run", "lint", "send", "experiment", "health"}) {
      assertTrue(text(out).contains("\n  " + command + " "), text(out));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "run", "lint", "send", "experiment", "health"})
  void explainsEachCommand(String command) {
    assertEquals(0, execute(command, "--help"));
    assertTrue(text(out).startsWith("Usage: roundtrip " + command + " "), text(out));
  }

  @Test
  void tellsItsVersion() {
    assertEquals(0, execute("--version"));
    assertTrue(text(out).startsWith("roundtrip "), text(out));
  }

  @Test
  void refusesToGuessACommandAndListsThem() {
    assertEquals(2, execute());
    assertEquals("", text(out));
    assertTrue(text(err).contains("health"), text(err));
  }

  @Test
  void saysWhatAMistypedCommandMayHaveMeant() {
    assertEquals(2, execute("lnit"));
    assertTrue(text(err).contains("lint"), text(err));
  }

  @Test
  void refusesAClassPathThatIsNotThereInOneSentence() {
    assertEquals(2, execute("run", "--classpath", "nowhere.jar"));
    assertEquals(
        "roundtrip: --classpath: nowhere.jar does not exist" + System.lineSeparator(), text(err));
  }

  @Test
  void refusesAnOptionThatItDoesNotKnow() {
    assertEquals(2, execute("run", "--module-path", "x"));
    assertTrue(text(err).contains("--module-path"), text(err));
  }

  @Test
  void refusesAStoryThatItDoesNotHave() {
    assertEquals(2, execute("demo", "nonsense"));
    assertTrue(text(err).contains("one of [orders, futures, items]"), text(err));
    assertTrue(text(err).contains("'nonsense'"), text(err));
  }

  @Test
  void tellsTheStoryOfTheFuturesAndEndsWithoutBeingStopped() {
    assertEquals(0, execute("demo", "futures"), () -> text(out));
    assertTrue(text(out).contains("whenAny"), text(out));
  }

  @Test
  void lintExitsWithTwoAndNamesTheFileThatIsMissing() {
    assertEquals(2, execute("lint", "--conf", folder.resolve("nowhere.yaml").toString()));
    assertTrue(text(out).contains("nowhere.yaml"), text(out));
  }

  @Test
  void lintPrintsErrorsAsJson() {
    assertEquals(2, execute("lint", "--json", "--conf", folder.resolve("nowhere.yaml").toString()));
    assertTrue(text(out).startsWith("{\"routes\":0,\"errors\":[{\"file\":\""), text(out));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate 0 | rate must be above 0",
        "--rate x | '--rate'",
        "--duration 5 years | a time is a number",
        "--duration 0s | duration must be positive",
        "--total 0 | total must be at least 1",
        "--jitter wild | none, uniform or exponential",
        "--burst-size 5 | go together",
        "--burst-size 0 --burst-pause 1s | burst size must be at least 1",
        "--size 9..3 | the first not above the second",
        "--keys zipf | zipf:<how many>:<exponent>",
        "--header x | 'Name: value'",
        "--body nowhere.json | nowhere.json",
        "--connections 0 | from 1 to 10000",
        "--timeout 0s | --timeout must be positive",
        "--url nowhere | --url is a URL",
        "--conf nowhere.yaml | nowhere.yaml"
      })
  void sendExitsWithTwoAndSaysWhichOptionIsWrong(String options, String says) {
    List<String> args = new ArrayList<>(List.of("send", "--path", "/a"));
    args.addAll(
        options.startsWith("--duration 5")
            ? List.of("--duration", "5 years")
            : List.of(options.split(" ", -1)));
    assertEquals(2, execute(args.toArray(String[]::new)), () -> text(out));
    assertTrue(text(err).contains(says), text(err));
    assertEquals("", text(out));
  }

  @Test
  void sendExitsWithTwoWhereNeitherRouteNorPathIsGiven() {
    assertEquals(2, execute("send"));
    assertTrue(text(err).contains("--route"), text(err));
  }

  @Test
  void refusesAnExperimentThatItDoesNotHave() {
    assertEquals(2, execute("experiment", "77", "--quick"));
    assertTrue(text(err).contains("there is no experiment 77; there is [1"), text(err));
  }

  @Test
  void anExperimentIsQuickOrFullAndNotBoth() {
    assertEquals(2, execute("experiment", "1", "--quick", "--full"));
    assertTrue(text(err).contains("mutually exclusive"), text(err));
  }

  @Test
  void drawsABarAsLongAsWhatIsDone() {
    assertEquals("[------------------------]   0 %", ExperimentCommand.bar(0));
    assertEquals("[############------------]  50 %", ExperimentCommand.bar(0.5));
    assertEquals("[########################] 100 %", ExperimentCommand.bar(1));
  }

  @Test
  void healthExitsWithOneWhereNothingListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertEquals(1, execute("health", "--port", String.valueOf(port)));
    assertTrue(text(err).contains("127.0.0.1:" + port), text(err));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 503})
  void healthTellsALiveEngineFromOneThatIsNot(int status) throws Exception {
    try (ServerSocket engine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = Thread.startVirtualThread(() -> answer(engine, status));
      int exit = execute("health", "--port", String.valueOf(engine.getLocalPort()));
      answering.join();
      assertEquals(status == 200 ? 0 : 1, exit, () -> text(err));
    }
  }

  private static void answer(ServerSocket engine, int status) {
    try (Socket socket = engine.accept()) {
      byte[] request = new byte[4];
      assertEquals(4, socket.getInputStream().readNBytes(request, 0, 4));
      String answer = "HTTP/1.1 " + status + " \r\nContent-Length: 0\r\n\r\n";
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int execute(String... args) {
    return Main.execute(args, stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream of) {
    return of.toString(StandardCharsets.UTF_8);
  }
}
