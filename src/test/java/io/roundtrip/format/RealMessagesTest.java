package io.roundtrip.format;

import static io.roundtrip.format.TestRule.to;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roundtrip.conf.ConfError;
import io.roundtrip.model.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real messages go through every kind of route. */
final class RealMessagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Path> hl7Messages() throws Exception {
    return messages("hl7v2");
  }

  static List<Path> fhirMessages() throws Exception {
    return messages("fhir");
  }

  private static List<Path> messages(String folder) throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/messages", folder))) {
      List<Path> all = files.sorted().toList();
      assertTrue(all.size() >= 2);
      return all;
    }
  }

  private static final TestRoute ORDER =
      TestRoute.map(
          Format.JSON,
          Format.HL7V2,
          to("MSH-9").value("ORM^O01"),
          to("PID-3.1").from("/entry/0/resource/identifier/0/value"),
          to("PID-5.1").from("/entry/0/resource/name/0/family"),
          to("PID-7").from("/entry/0/resource/birthDate").date("yyyy-MM-dd", "yyyyMMdd"),
          to("PID-8")
              .from("/entry/0/resource/gender")
              .lookup(Map.of("male", "M", "female", "F"))
              .otherwise("U"),
          to("PID-5.2")
              .concat(" ", "/entry/0/resource/name/0/given/0", "/entry/0/resource/name/0/given/1"),
          to("OBR-4.1", "OBR-4.2").from("/code").split("|"),
          to("ORC-2")
              .from("/entry/1/resource/identifier/0/value")
              .regex("^0*(\\d+)$", "$1")
              .required());

  @Test
  void mapsTheLabOrderOfTheDesign() throws Exception {
    byte[] body =
        Files.readAllBytes(Path.of("src/test/resources/messages/fhir/lab-order-bundle.json"));
    assertEquals(
        """
        MSH|^~\\&|||||20261120081530+0000||ORM^O01|%s|P|2.5.1
        PID|||12345||Chalmers^Peter James||19741225|M
        ORC||2345234234234
        """
            .formatted(ControlId.of(TestRoute.MESSAGE_ID)),
        ORDER.mapped(TestRoute.input(body, "application/fhir+json")));
  }

  @ParameterizedTest
  @MethodSource("fhirMessages")
  void fhirBecomesHl7(Path file) throws Exception {
    byte[] body = Files.readAllBytes(file);
    TestRoute route =
        TestRoute.map(
            Format.JSON,
            Format.HL7V2,
            to("MSH-9").value("ADT^A08"),
            to("PID-5").from("/entry/0/resource/name/0/family").required(),
            to("NTE-3").from("*"));
    Prepared.Mapped mapped =
        (Prepared.Mapped) route.compiled().apply(TestRoute.input(body, "application/json"));
    JsonNode tree = JSON.readTree(new String(body, UTF_8).replace("\uFEFF", ""));
    assertEquals(tree.at("/entry/0/resource/name/0/family").asText(), read(mapped.body(), "PID-5"));
    assertEquals(
        new String(body, UTF_8).replace("\uFEFF", "").replace("\r\n", "\n"),
        read(mapped.body(), "NTE-3"));
  }

  @ParameterizedTest
  @MethodSource("hl7Messages")
  void hl7BecomesJson(Path file) throws Exception {
    byte[] body = Files.readAllBytes(file);
    String mapped =
        TestRoute.map(
                Format.HL7V2,
                Format.JSON,
                to("/type").from("MSH-9").required(),
                to("/id").from("MSH-10").required(),
                to("/patient/names/0/family").from("PID-5.1.1").required(),
                to("/patient/ids/0").from("PID-3(1).1").required(),
                to("/results/0/code").from("OBX-3.1"),
                to("/results/1/code").from("OBX(2)-3.1"))
            .mapped(TestRoute.input(body, "application/hl7-v2"));
    JsonNode tree = JSON.readTree(mapped);
    assertEquals(naive(body, "MSH", 1, 8, 0), tree.at("/type").asText());
    assertEquals(naive(body, "MSH", 1, 9, 0), tree.at("/id").asText());
    assertEquals(naive(body, "PID", 1, 3, 1), tree.at("/patient/ids/0").asText());
    assertEquals(naive(body, "OBX", 1, 3, 1), tree.at("/results/0/code").asText());
    assertEquals(naive(body, "OBX", 2, 3, 1), tree.at("/results/1/code").asText());
  }

  @ParameterizedTest
  @MethodSource("hl7Messages")
  void everyFieldOfHl7IsReadAndWrittenAsItStands(Path file) throws Exception {
    byte[] body = Files.readAllBytes(file);
    for (String line : lines(body)) {
      String name = line.substring(0, 3);
      if (name.equals("MSH")) {
        continue;
      }
      String[] fields = line.split("\\|", -1);
      TestRule[] rules = new TestRule[fields.length];
      rules[0] = to("MSH-9").from("MSH-9");
      StringBuilder expected = new StringBuilder("Z01");
      for (int field = 1; field < fields.length; field++) {
        String target = "-" + field;
        rules[field] = to("Z01" + target).from(name + target);
        expected.append('|').append(firstOf(body, name, field));
      }
      String mapped =
          TestRoute.map(Format.HL7V2, Format.HL7V2, rules).mapped(TestRoute.input(body, ""));
      String segment = expected.toString().replaceAll("\\|+$", "");
      assertTrue(
          mapped.endsWith("\n" + segment + "\n") || segment.equals("Z01"),
          () -> file + "\n" + segment + "\n" + mapped);
    }
  }

  private static String firstOf(byte[] body, String segment, int field) {
    return naive(body, segment, 1, field, 0);
  }

  /** The first repetition of a field, or its component, by splitting; MSH counted as the others are. */
  private static String naive(byte[] body, String name, int occurrence, int field, int component) {
    int left = occurrence;
    for (String line : lines(body)) {
      if (line.startsWith(name) && --left == 0) {
        String[] fields = line.split("\\|", -1);
        String value = field < fields.length ? fields[field].split("~", -1)[0] : "";
        String[] components = value.split("\\^", -1);
        return component == 0
            ? value
            : component <= components.length ? components[component - 1] : "";
      }
    }
    return "";
  }

  private static List<String> lines(byte[] body) {
    List<String> lines = new ArrayList<>();
    for (String line : new String(body, UTF_8).replace("\uFEFF", "").split("[\r\n]+", -1)) {
      if (!line.isBlank()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String read(byte[] hl7, String path) {
    List<ConfError> errors = new ArrayList<>();
    TestRoute route = new TestRoute(Format.HL7V2, null, null);
    KeyReader reader = KeyReader.compile(route.conf(), TestRule.path(path), errors);
    assertEquals(List.of(), errors);
    return ((KeyReader.Key.Found) reader.read(TestRoute.input(hl7, ""))).value();
  }

  @Test
  void damagedMessagesAreRefusedOrMappedButNeverThrow() throws Exception {
    Random random = new Random(20261120);
    List<Path> all = new ArrayList<>(hl7Messages());
    all.addAll(fhirMessages());
    Transform fromJson = ORDER.compiled();
    Transform fromHl7 =
        TestRoute.map(
                Format.HL7V2,
                Format.JSON,
                to("/a").from("PID-5"),
                to("/b").from("PID-3(2).4.2"),
                to("/c").from("OBX(3)-5").date("yyyyMMdd", "yyyy").otherwise("x"),
                to("/d").from("*").regex("[^A-Z]+", "-"))
            .compiled();
    for (int round = 0; round < 4000; round++) {
      Path file = all.get(random.nextInt(all.size()));
      byte[] body = damaged(Files.readAllBytes(file), random);
      String type = random.nextInt(4) == 0 ? "text/plain; charset=ISO-8859-1" : "";
      Input input = TestRoute.input(body, type);
      Prepared prepared = (file.toString().endsWith("json") ? fromJson : fromHl7).apply(input);
      assertNotNull(prepared, () -> "seed 20261120, " + file);
    }
  }

  private static byte[] damaged(byte[] body, Random random) {
    int from = random.nextInt(20) == 0 ? random.nextInt(body.length) : 0;
    byte[] damaged = Arrays.copyOfRange(body, from, body.length);
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(60, damaged.length) : damaged.length);
      damaged[at] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : (byte) "|^~\\&\r\n\"{}[],:".charAt(random.nextInt(14));
    }
    return damaged;
  }
}
