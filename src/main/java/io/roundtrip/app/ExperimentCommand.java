package io.roundtrip.app;

import io.roundtrip.experiment.Depth;
import io.roundtrip.experiment.Experiment;
import io.roundtrip.experiment.Experiments;
import io.roundtrip.experiment.Findings;
import io.roundtrip.experiment.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code experiment}: one of the experiments, and its report. Confined to the main thread. */
@Command(
    name = "experiment",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Runs an experiment on this machine and writes a report with plots.",
      "1: asynchronous against synchronous ingestion; 2: queue sizing; 3: batch size and age;",
      "4: CPU-bound work; 5: queries under load. 3 and 5 start a PostgreSQL of their own."
    })
final class ExperimentCommand implements Callable<Integer> {
  private static final int BAR = 24;

  /** As of a program that ended by SIGINT. */
  private static final int STOPPED = 130;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "N", description = "which experiment")
  private int number;

  @ArgGroup private final HowLong howLong = new HowLong();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where reports go, a folder for each experiment (default: ${DEFAULT-VALUE})",
      defaultValue = "target/experiments")
  private Path out = Path.of("target", "experiments");

  private final Console console;

  ExperimentCommand(Console console) {
    this.console = console;
  }

  /** One of two. */
  static final class HowLong {
    @Option(names = "--quick", description = "under a minute, to see the shape (default)")
    private boolean quick;

    @Option(names = "--full", description = "as long as steady numbers take")
    private boolean full;

    Depth depth() {
      return full && !quick ? Depth.FULL : Depth.QUICK;
    }
  }

  @Override
  public Integer call() throws Exception {
    Experiment experiment = Experiments.all().get(number);
    if (experiment == null) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(),
          "there is no experiment " + number + "; there is " + Experiments.all().keySet());
    }
    Depth depth = howLong.depth();
    StderrLogging.onlyErrors();
    Terminal terminal = Terminal.of(console.err());
    console.out().println("Experiment " + number + ": " + experiment.title());
    try (Interruption interruption = Interruption.ofThisThread()) {
      try {
        return report(
            experiment,
            depth,
            experiment.run(depth, (done, step) -> terminal.show(bar(done) + " " + step)),
            terminal);
      } catch (Exception failure) {
        terminal.clear();
        if (!interruption.isAsked()) {
          throw failure;
        }
        console.err().println("roundtrip: the experiment was stopped, there is no report");
        return STOPPED;
      }
    }
  }

  private int report(Experiment experiment, Depth depth, Findings findings, Terminal terminal)
      throws IOException {
    terminal.clear();
    Path page =
        Report.write(
            out.resolve(String.valueOf(number)), number, experiment.title(), depth, findings);
    findings.conclusions().forEach(console.out()::println);
    console.out().println("report: " + page.toAbsolutePath());
    return 0;
  }

  static String bar(double done) {
    int full = (int) Math.round(done * BAR);
    return String.format(
        Locale.ROOT, "[%s%s] %3.0f %%", "#".repeat(full), "-".repeat(BAR - full), 100 * done);
  }
}
