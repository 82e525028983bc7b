package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Format;
import io.roundtrip.model.Headers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged real messages through parsing, paths, maps and encoding: each is mapped or refused, in bounded time and memory,
 * and what is made can be read. A failure says the seed; {@code -Dfuzz.seed=S} runs it again.
 */
final class FormatFuzzIT {
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  /** What one message may make the engine allocate: a fixed part, and this for each of its bytes. */
  private static final long MOST_BYTES = 256L << 20;

  private static final int BATCH = 1_000;

  private static final String[] HL7_PATHS = {
    "PID-3(2).4.1",
    "OBX(3)-5",
    "OBR(2)/OBX-5",
    "OBR(2)/OBX(2)/NTE-3",
    "MSH-2",
    "MSH-9.2",
    "ZZZ-1",
    "PID-5.1.1",
    "OBX(999)-999"
  };
  private static final String[] FHIR_PATHS = {
    "/entry/0/resource/id",
    "entry(Patient)/name/0/family",
    "entry(Observation,2)/code",
    "entry(ServiceRequest)/subject/->/id",
    "entry(Observation)/subject/->/name/0/->/x"
  };
  private static final String EVERYTHING =
      """
      format: hl7v2
      filter: { not: { path: "OBX(*)-5(*)", matches: "^(a|b|ab)*c$" } }
      map:
        format: %s
        rules:
          - { to: %s, value: "A^B" }
          - { to: %s, from: "OBX(*)-5(*)" }
          - each: OBR
            rules:
              - each: OBR/OBX
      %s
                rules:
                  - { to: %s, from: OBX-5 }
                  - { to: %s, from: OBX-3 }
                  - { to: %s, from: OBX/NTE-3 }
                  - { to: %s, from: PID-5 }
      """;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long mapped;
  private long refused;

  /** The short form, some seconds. */
  @Test
  @Timeout(300)
  void damagedMessagesAreMappedOrRefused() throws IOException {
    run(Long.getLong("fuzz.seed", 20_261_121L), 40);
  }

  /** {@code -Dcampaign.scale=N}: N times 1,000,000 messages, by a seed of the day's time. */
  @Test
  @Tag("campaign")
  void aMillionDamagedMessages() throws IOException {
    long seed = Long.getLong("fuzz.seed", System.currentTimeMillis());
    System.out.println("fuzz seed " + seed);
    run(seed, Math.toIntExact(1_000 * Long.getLong("campaign.scale", 1)));
  }

  private void run(long seed, int batches) throws IOException {
    List<Transform> hl7 = transforms(Format.HL7V2);
    hl7.add(everything("hl7v2", "MSH-9", "ZZ1-1", "", "OBX-5", "OBX-3.1", "NTE-3", "ZZ2-1.1.1"));
    hl7.add(everything("json", "/a", "/b", "          to: /c/-", "./a", "./b", "./c", "./d"));
    List<Transform> fhir = transforms(Format.FHIR);
    for (int batch = 0; batch < batches; batch++) {
      // A seed for each batch: one that fails is run again without those before it.
      long own = seed + batch;
      run(own, Mutations.hl7(own), hl7, keys(Format.HL7V2, HL7_PATHS));
      run(own, Mutations.fhir(own), fhir, keys(Format.FHIR, FHIR_PATHS));
    }
    System.out.println("fuzz: " + mapped + " mapped, " + refused + " refused");
    assertTrue(mapped > (long) batches * BATCH / 20, () -> "only " + mapped + " were mapped");
    assertTrue(refused > (long) batches * BATCH / 20, () -> "only " + refused + " were refused");
  }

  private void run(long seed, Mutations messages, List<Transform> maps, List<KeyReader> keys) {
    for (int i = 0; i < BATCH / 2; i++) {
      byte[] body = messages.next();
      Input input = new Input(body, "", Headers.NONE, TestRoute.MESSAGE_ID, TestRoute.ARRIVAL);
      String where = "-Dfuzz.seed=" + seed + ", message " + i + " of " + body.length + " bytes";
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      try {
        keys.get(i % keys.size()).read(input);
        look(maps.get(i % maps.size()).apply(input));
        leavesAreWhatTheyAre(body);
      } catch (RuntimeException | Error | BadMessage fault) {
        throw new AssertionError(where, fault);
      }
      long took = System.nanoTime() - start;
      assertTrue(took < PATIENCE_NANOS, () -> where + " took " + took / 1_000_000 + " ms");
      long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
      assertTrue(bytes < MOST_BYTES, () -> where + " allocated " + bytes);
    }
  }

  /** What a map makes is a message: it can be read. */
  private void look(Prepared prepared) throws BadMessage {
    switch (prepared) {
      case Prepared.Mapped made -> {
        mapped++;
        Input back = TestRoute.input(made.body(), made.contentType());
        if (made.contentType().startsWith("application/hl7")) {
          assertTrue(Hl7Message.parse(back).segments() > 0);
        } else {
          JsonOutline.read(back);
        }
      }
      case Prepared.Refused no -> {
        refused++;
        assertTrue(no.detail().length() < 400, no::detail);
      }
      case Prepared.Excluded excluded -> refused++;
      case Prepared.AsItCame same -> throw new AssertionError("there is a map");
    }
  }

  /** A leaf that is decoded, encoded and decoded again is the same; a line end may be another. */
  private static void leavesAreWhatTheyAre(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, 2_000), UTF_8);
    String leaf =
        Hl7Escapes.decode(text, 0, text.length(), Hl7Delimiters.STANDARD, UTF_8)
            .replace("\r\n", "\n")
            .replace('\r', '\n');
    String encoded = Hl7Escapes.encode(leaf);
    assertEquals(
        leaf, Hl7Escapes.decode(encoded, 0, encoded.length(), Hl7Delimiters.STANDARD, UTF_8));
  }

  private static List<KeyReader> keys(Format format, String... paths) {
    List<ConfError> errors = new ArrayList<>();
    List<KeyReader> keys = new ArrayList<>();
    for (String path : paths) {
      RouteConf route = new TestRoute(format, null, null).conf();
      keys.add(KeyReader.compile(route, TestRule.path(path), errors));
    }
    assertEquals(List.of(), errors);
    return keys;
  }

  /** The maps of conf/examples that read the format. */
  private static List<Transform> transforms(Format format) {
    ConfLoader.Loaded loaded = ConfLoader.load(Path.of("conf/examples/engine.yaml"));
    List<ConfError> errors = new ArrayList<>(loaded.errors());
    List<Transform> all = new ArrayList<>();
    for (RouteConf route : Objects.requireNonNull(loaded.conf()).routes()) {
      if (route.format() == format) {
        all.add(Transform.compile(route, errors));
      }
    }
    assertEquals(List.of(), errors);
    assertTrue(all.size() >= 2);
    return all;
  }

  private static Transform everything(Object... parts) {
    YamlRoute route = YamlRoute.of(EVERYTHING.formatted(parts));
    assertEquals(List.of(), route.errors());
    return route.transform();
  }
}
