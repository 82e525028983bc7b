package io.roundtrip.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What {@code mvn -Pbench} runs: the folder for the results, then JMH's own command line, whose options win over what is
 * set here.
 */
public final class BenchRun {
  private static final TimeValue SECOND = TimeValue.seconds(1);

  private BenchRun() {}

  /** Runs the benchmarks, writes results.json and table.md into the folder, and prints the table. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    CommandLineOptions given = new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length));
    OptionsBuilder run = new OptionsBuilder();
    run.parent(given);
    run.mode(Mode.AverageTime);
    run.timeUnit(TimeUnit.NANOSECONDS);
    run.forks(given.getForkCount().orElse(3));
    run.warmupIterations(given.getWarmupIterations().orElse(5));
    run.warmupTime(given.getWarmupTime().orElse(SECOND));
    run.measurementIterations(given.getMeasurementIterations().orElse(5));
    run.measurementTime(given.getMeasurementTime().orElse(SECOND));
    run.addProfiler(GCProfiler.class);
    // As bin/roundtrip has it: the JVM's own choice on a machine of this class, said so that a
    // small one agrees.
    run.jvmArgs("-XX:+UseG1GC", "-Xms1g", "-Xmx1g");
    run.resultFormat(ResultFormatType.JSON);
    Path results = folder.resolve("results.json");
    run.result(results.toString());
    new Runner(run.build()).run();
    String table = BenchTable.of(results);
    Files.writeString(folder.resolve("table.md"), table);
    new PrintStream(System.out, true).print(table);
  }
}
