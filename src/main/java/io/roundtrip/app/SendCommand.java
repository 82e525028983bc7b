package io.roundtrip.app;

import io.roundtrip.conf.Quantities;
import io.roundtrip.load.Envelopes;
import io.roundtrip.load.Jitter;
import io.roundtrip.load.Keys;
import io.roundtrip.load.Load;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.Payloads;
import io.roundtrip.load.Schedule;
import io.roundtrip.load.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code send}: messages at a rate to a route of a running engine. Confined to the main thread. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Sends messages to a route of a running engine at a rate, and says what became of them. The"
          + " rate does not follow the answers: latency counts from when a message was due. What is"
          + " due while too many are outstanding (10,000, or 64 MiB) is counted as not sent.",
      "Exits 0 if it ran, 1 if nothing could be sent, 2 if an option is wrong."
    })
final class SendCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private final SendTarget where = new SendTarget();

  @Option(
      names = "--rate",
      defaultValue = "100",
      description = "messages a second (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--duration",
      converter = AsDuration.class,
      description = "for how long, such as 30s (default: 10s, or until --total)")
  private @Nullable Duration duration;

  @Option(names = "--total", paramLabel = "N", description = "at most so many messages")
  private @Nullable Long total;

  @Option(
      names = "--jitter",
      converter = AsJitter.class,
      defaultValue = "none",
      description = "how the gaps vary: none, uniform, exponential (default: ${DEFAULT-VALUE})")
  private Jitter jitter = Jitter.NONE;

  @Option(
      names = "--burst-size",
      paramLabel = "N",
      description = "messages of a burst, which come at the rate")
  private @Nullable Integer burstSize;

  @Option(
      names = "--burst-pause",
      paramLabel = "TIME",
      converter = AsDuration.class,
      description = "from the last message of a burst to the first of the next")
  private @Nullable Duration burstPause;

  @Option(
      names = "--size",
      converter = AsSizes.class,
      description = "bytes of a message, such as 1KiB or 512..4096 (default: 256, or as --body is)")
  private @Nullable Sizes size;

  @Option(
      names = "--keys",
      converter = AsKeys.class,
      defaultValue = "none",
      description =
          "whose messages they are: 100 for so many keys, zipf:100:1.1 for few often and many"
              + " seldom, none for a key of its own each (default: ${DEFAULT-VALUE})")
  private Keys keys = new Keys.Own();

  @Option(
      names = "--body",
      paramLabel = "FILE",
      description =
          "the message, with {{key}}, {{sequence}} and {{fill}} where they belong (default: one"
              + " made up for the route's format and key)")
  private @Nullable Path body;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      description = "a header, {{key}} and {{sequence}} in it; may be given more than once")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "the most connections; more messages than that wait in the sender, which counts as"
              + " latency (default: ${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = AsDuration.class,
      defaultValue = "60s",
      description = "for an answer (default: ${DEFAULT-VALUE})")
  private Duration timeout = Duration.ofSeconds(60);

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "the same seed, the same messages at the same times (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  private final Console console;

  SendCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      String base = where.base();
      RouteQuestion.Target target = where.target();
      Load load = new Load(schedule(), keys, payloads(target), seed);
      return send(
          load, new SendRun.To(target.method(), base + target.path(), headers(target), timeout));
    } catch (IllegalArgumentException | RouteQuestion.NoSuchRoute wrong) {
      throw bad(String.valueOf(wrong.getMessage()));
    } catch (IOException failure) {
      console.err().println("roundtrip: " + failure.getMessage());
      return 1;
    }
  }

  private int send(Load load, SendRun.To to) throws InterruptedException {
    if (connections < 1 || connections > 10_000) {
      throw bad("--connections must be from 1 to 10000, got " + connections);
    }
    if (!timeout.isPositive()) {
      throw bad("--timeout must be positive, got " + Quantities.text(timeout));
    }
    LoadFigures figures;
    try (SendRun run = new SendRun(load, to, connections)) {
      StopSignals.install(run::stop);
      figures = run.await(Terminal.of(console.err()));
    }
    LoadReport report = new LoadReport(to.url(), rate, figures);
    if (json) {
      console.out().println(report.toJson().encodePrettily());
    } else {
      report.print(console.out());
    }
    if (figures.answered() > 0) {
      return 0;
    }
    console
        .err()
        .println(
            "roundtrip: no message was answered by "
                + to.url()
                + "; say by --url or --conf where the engine's ingest port is");
    return 1;
  }

  private Schedule schedule() {
    Schedule.Bursts bursts = null;
    if (burstSize != null && burstPause != null) {
      bursts = new Schedule.Bursts(burstSize, burstPause);
    } else if (burstSize != null || burstPause != null) {
      throw bad("--burst-size and --burst-pause go together");
    }
    Duration until = duration == null && total == null ? Duration.ofSeconds(10) : duration;
    return new Schedule(rate, jitter, bursts, total == null ? Long.MAX_VALUE : total, until);
  }

  private Payloads payloads(RouteQuestion.Target target) throws IOException {
    if (body != null) {
      return Payloads.of(Files.readAllBytes(readable(body)), size);
    }
    return Payloads.of(
        Envelopes.of(target.format(), target.key()), size == null ? Sizes.of(256) : size);
  }

  private Path readable(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw bad("--body: there is no file to read at " + file);
    }
    return file;
  }

  private Map<String, String> headers(RouteQuestion.Target target) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(
        "content-type",
        switch (target.format()) {
          case JSON -> "application/json";
          case FHIR -> "application/fhir+json";
          case HL7V2 -> "application/hl7-v2";
          case TEXT -> "text/plain";
          case BYTES -> "application/octet-stream";
        });
    String keyHeader = Envelopes.keyHeader(target.key());
    if (keyHeader != null) {
      all.put(keyHeader.toLowerCase(Locale.ROOT), "{{key}}");
    }
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw bad("--header is 'Name: value', got '" + header + "'");
      }
      all.put(
          header.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          header.substring(colon + 1).strip());
    }
    return all;
  }

  private ParameterException bad(String what) {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    return new ParameterException(spec.commandLine(), "roundtrip: " + what);
  }

  /** A time such as {@code 30s}. */
  static final class AsDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration duration = Quantities.duration(text);
      if (duration == null) {
        throw new TypeConversionException(
            "a time is a number and ms, s, m, h or d, got '" + text + "'");
      }
      return duration;
    }
  }

  /** A kind of jitter, in lower case. */
  static final class AsJitter implements ITypeConverter<Jitter> {
    @Override
    public Jitter convert(String text) {
      return switch (text) {
        case "none" -> Jitter.NONE;
        case "uniform" -> Jitter.UNIFORM;
        case "exponential" -> Jitter.EXPONENTIAL;
        default ->
            throw new TypeConversionException(
                "jitter is none, uniform or exponential, got '" + text + "'");
      };
    }
  }

  /** One size or two. */
  static final class AsSizes implements ITypeConverter<Sizes> {
    @Override
    public Sizes convert(String text) {
      try {
        return Sizes.parse(text);
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
    }
  }

  /** A distribution of keys. */
  static final class AsKeys implements ITypeConverter<Keys> {
    @Override
    public Keys convert(String text) {
      try {
        return Keys.parse(text);
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
    }
  }
}
