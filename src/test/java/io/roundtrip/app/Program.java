package io.roundtrip.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program run as a process of its own, with what it wrote. Confined to the test's thread. */
public final class Program implements AutoCloseable {
  /** The jar that the build made; integration tests run after it. */
  public static final Path JAR = Path.of("target", "roundtrip.jar").toAbsolutePath();

  private final Process process;
  private final Path errFile;
  private final BufferedReader reader;
  private final StringBuilder out = new StringBuilder();

  private Program(Process process, Path errFile) {
    this.process = process;
    this.errFile = errFile;
    this.reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a command; {@code environment} is laid over the test's own, an empty value takes a name away. */
  public static Program start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path errFile = Files.createTempFile("program", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errFile.toFile());
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    return new Program(builder.start(), errFile);
  }

  /** Starts the jar with the JVM that runs the test. */
  public static Program jar(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // it runs for seconds
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-jar");
    command.add(JAR.toString());
    Stream.of(arguments).forEach(command::add);
    return start(folder, Map.of(), command);
  }

  /** Reads its standard output up to the line that has the text. */
  public String awaitLine(String text) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      out.append(line).append('\n');
      if (line.contains(text)) {
        return line;
      }
    }
    throw new AssertionError("it ended without '" + text + "'; it wrote:\n" + out + "\n" + err());
  }

  /** Its process's number. */
  public long pid() {
    return process.pid();
  }

  /** Sends a signal, named as {@code kill} has it. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill -" + name + " of " + process.pid());
    }
  }

  /** Reads what is left of its output and waits for its end. */
  public int exitCode() throws IOException, InterruptedException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      out.append(line).append('\n');
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end; it wrote:\n" + out + "\n" + err());
    }
    return process.exitValue();
  }

  /** Its standard output as far as it was read. */
  public String out() {
    return out.toString();
  }

  /** Its standard error so far. */
  public String err() throws IOException {
    return Files.readString(errFile);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(errFile);
  }
}
