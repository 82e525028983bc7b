package io.roundtrip.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entry: picks the command and turns its result into an exit code. Immutable. */
public final class Main {
  /** Names a command's class without loading it: a start pays only for the command it runs. */
  private static final Map<String, Function<Console, Callable<Integer>>> COMMANDS = commands();

  private static final String NETTY_JFR = "io.netty.jfr.enabled";

  private Main() {}

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    StderrLogging.enable();
    // Netty's own flight-recorder events would start the whole recorder at the first connection
    // (about 80 ms); who
    // records and wants them says -Dio.netty.jfr.enabled=true.
    if (System.getProperty(NETTY_JFR) == null) {
      System.setProperty(NETTY_JFR, "false");
    }
    System.exit(execute(args, System.out, System.err));
  }

  /** Runs the command line; returns 0, 1 where it did not work, 2 where arguments or conf are wrong. */
  static int execute(String[] args, PrintStream out, PrintStream err) {
    Console console = new Console(writer(out), writer(err));
    CommandLine root = new CommandLine(new Root(console));
    String first = args.length == 0 ? "" : args[0];
    COMMANDS.forEach(
        (name, command) -> {
          // With no known command first, picocli needs them all: for the help text, or to say what
          // was meant.
          if (name.equals(first) || !COMMANDS.containsKey(first)) {
            root.addSubcommand(name, command.apply(console));
          }
        });
    root.setOut(console.out());
    root.setErr(console.err());
    root.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          console.err().println(StartFailure.sentence(failure));
          return 1;
        });
    return root.execute(args);
  }

  private static Map<String, Function<Console, Callable<Integer>>> commands() {
    Map<String, Function<Console, Callable<Integer>>> byName = new LinkedHashMap<>();
    byName.put("demo", DemoCommand::new);
    byName.put("run", RunCommand::new);
    byName.put("lint", LintCommand::new);
    byName.put("send", SendCommand::new);
    byName.put("experiment", ExperimentCommand::new);
    byName.put("health", HealthCommand::new);
    return byName;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  @Command(
      name = "roundtrip",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description =
          "An interface engine whose answer to the sender says what became of the message.")
  private record Root(Console console) implements Callable<Integer> {
    /** Without a command there is nothing to do but to say which ones there are. */
    @Override
    public Integer call() {
      CommandLine usage = new CommandLine(this);
      COMMANDS.forEach((name, command) -> usage.addSubcommand(name, command.apply(console)));
      usage.usage(console.err());
      return 2;
    }
  }
}
