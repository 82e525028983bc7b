package io.roundtrip.format;

import static io.roundtrip.format.TestRule.to;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.roundtrip.model.Format;
import io.roundtrip.model.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class Hl7OutputTest {
  private static final String HEADER =
      "MSH|^~\\&|||||20261120081530+0000||ACK|" + ControlId.of(TestRoute.MESSAGE_ID) + "|P|2.5.1";

  private static TestRoute hl7(Format from, TestRule... rules) {
    List<TestRule> all = new ArrayList<>(List.of(rules));
    all.add(to("MSH-9").value("ACK"));
    return TestRoute.map(from, Format.HL7V2, all.toArray(new TestRule[0]));
  }

  private static TestRoute fromJson(TestRule... rules) {
    return hl7(Format.JSON, rules);
  }

  @Test
  void segmentsFollowTheRulesWithOccurrencesInOrder() {
    TestRoute route =
        fromJson(
            to("OBX(2)-1").value("2"),
            to("NTE-1").value("n"),
            to("OBX(1)-1").from("/one"),
            to("OBX(10)-1").value("10"),
            to("PID-2").from("/none"));
    assertEquals(HEADER + "\nOBX|1\nNTE|n\nOBX|2\nOBX|10\n", route.mapped("{\"one\":1}"));
    assertEquals(HEADER + "\nNTE|n\nOBX|2\nOBX|10\n", route.mapped("{}"));
  }

  @Test
  void placesPartsAndLeavesNoEmptyOnesAtTheEnd() {
    TestRoute route =
        fromJson(
            to("PID-3(2).4.2").from("/a"),
            to("PID-3.1").from("/b"),
            to("PID-3(2).1").from("/c"),
            to("PID-8").from("/d"));
    assertEquals(
        HEADER + "\nPID|||B~C^^^&A\n", route.mapped("{\"a\":\"A\",\"b\":\"B\",\"c\":\"C\"}"));
    assertEquals(HEADER + "\nPID|||~^^^&A\n", route.mapped("{\"a\":\"A\"}"));
    assertEquals(HEADER + "\nPID||||||||1.50\n", route.mapped("{\"d\":1.50}"));
    assertEquals(HEADER + "\n", route.mapped("{\"b\":null,\"a\":\"\"}"));
  }

  @Test
  void bytesEndSegmentsWithCarriageReturnsAndSayWhatTheyAre() {
    Prepared.Mapped mapped = (Prepared.Mapped) fromJson(to("PID-5").value("A^B")).apply("{}");
    assertEquals(HEADER + "\rPID|||||A^B\r", new String(mapped.body(), UTF_8));
    assertEquals("application/hl7-v2; charset=UTF-8", mapped.contentType());
  }

  @Test
  void dataIsEscapedAndTextOfTheConfIsNot() {
    TestRoute route =
        fromJson(
            to("PID-5").from("/evil"),
            to("PID-6").value("A^B&C"),
            to("PID-7").from("/none").otherwise("D^E"),
            to("PID-8").from("/sex").lookup(Map.of("m", "M^Male")),
            to("PID-9").from("/sex").regex("m", "x^y"));
    assertEquals(
        HEADER + "\nPID|||||a\\.br\\OBX\\F\\1\\X1C\\\\.br\\|A^B&C|D^E|M^Male|x\\S\\y\n",
        route.mapped("{\"evil\":\"a\\rOBX|1\\u001c\\r\",\"sex\":\"m\"}"));
  }

  @Test
  void rulesMaySetTheHeader() {
    TestRoute route =
        TestRoute.map(
            Format.JSON,
            Format.HL7V2,
            to("PID-1").value("1"),
            to("MSH-3").value("APP^1"),
            to("MSH-7").from("/time"),
            to("MSH-9.1").from("/type"),
            to("MSH-9.2").from("/event"),
            to("MSH-10").from("/id"),
            to("MSH-11").value("T"),
            to("MSH-12").value("2.3"));
    assertEquals(
        "MSH|^~\\&|APP^1||||20260101||ORU^R01|77|T|2.3\nPID|1\n",
        route.mapped("{\"time\":20260101,\"type\":\"ORU\",\"event\":\"R01\",\"id\":77}"));
    assertTrue(
        route
            .mapped("{\"type\":\"ORU\"}")
            .startsWith(
                "MSH|^~\\&|APP^1||||20261120081530+0000||ORU|"
                    + ControlId.of(TestRoute.MESSAGE_ID)));
    assertEquals(
        "rule for 'MSH-9': the message type has no value, and HL7 needs one",
        route.refused("{}", Reason.MISSING_VALUE));
  }

  @Test
  void saysUtf8OnceItIsNotAscii() {
    TestRoute route = fromJson(to("PID-5").from("/a"));
    assertEquals(
        HEADER + "||||||UNICODE UTF-8\nPID|||||Zoë😀\n", route.mapped("{\"a\":\"Zoë😀\"}"));
    assertEquals(HEADER + "\nPID|||||Zoe\n", route.mapped("{\"a\":\"Zoe\"}"));
  }

  @Test
  void partsOfHl7StayPartsWhereTheTargetHasRoom() {
    String message = "MSH#*+!%#APP\rPID#1##A*B%C!F!^+D#x%y#\"\"#!H!b!N!#plain\r";
    TestRoute route =
        hl7(
            Format.HL7V2,
            to("ZZ1-1").from("PID-3"),
            to("ZZ1-2.1").from("PID-3"),
            to("ZZ1-3.2").from("PID-3.2"),
            to("ZZ1-4").from("PID-3.2"),
            to("ZZ1-5.1.2").from("PID-3.2"),
            to("ZZ1-6").from("PID-5"),
            to("ZZ1-7").from("PID-6"),
            to("ZZ1-8.3.2").from("PID-7"),
            to("ZZ1-9").from("PID-3").regex("B", "b"),
            to("ZZ1-10").from("PID-3(2)"),
            to("ZZ1-11").from("MSH-2"));
    assertEquals(
        HEADER
            + "\nZZ1|A^B&C\\F\\\\S\\|A*B%C!F!\\S\\|^B&C\\F\\\\S\\|B&C\\F\\\\S\\|&B%C!F!\\S\\|\"\"|"
            + "\\H\\b\\N\\|^^&plain|A*b%C!F!\\S\\|D|*+!%\n",
        route.mapped(message).replace("#x%y", ""));
  }

  @Test
  void readsOneCharsetAndWritesUtf8() {
    String message = "MSH|^~\\&|||||||A|1|P|2.5||||||8859/1\rPID|1||\\XE9\\é\r";
    assertEquals(
        HEADER + "||||||UNICODE UTF-8\nPID|||éé\n",
        hl7(Format.HL7V2, to("PID-3").from("PID-3"))
            .mapped(TestRoute.input(message.getBytes(ISO_8859_1), "")));
  }

  @Test
  void refusesATreeWhereASingleValueIsNeeded() {
    TestRoute route = fromJson(to("PID-5.1").from("/name"));
    assertEquals(
        "rule for 'PID-5.1': '/name' is an object or an array where a single value is needed",
        route.refused("{\"name\":{\"secret\":1}}", Reason.MISSING_VALUE));
  }

  @Test
  void whatIsSetIsReadBack() throws Exception {
    ObjectMapper json = new ObjectMapper();
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      Map<String, String> values = new LinkedHashMap<>();
      List<TestRule> rules = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String text = RandomText.of(random, 10);
        String path =
            (random.nextBoolean() ? "OBX(" + (1 + random.nextInt(2)) + ")-" : "Z9Z-")
                + (1 + random.nextInt(4))
                + "("
                + (1 + random.nextInt(2))
                + ")."
                + (1 + random.nextInt(3))
                + "."
                + (1 + random.nextInt(2));
        if (!values.containsKey(path)) {
          rules.add(to(path).from("/v" + values.size()));
          values.put(path, text);
        }
      }
      // Fill the first occurrence: an empty first segment is left out, and the second would become
      // the first.
      rules.add(to("OBX(1)-9").value("x"));
      Map<String, String> body = new LinkedHashMap<>();
      values.forEach((path, text) -> body.put("v" + body.size(), text));
      Prepared.Mapped made =
          (Prepared.Mapped)
              fromJson(rules.toArray(new TestRule[0])).apply(json.writeValueAsString(body));
      TestRule[] back = new TestRule[values.size()];
      Map<String, String> expected = new HashMap<>();
      int at = 0;
      for (Map.Entry<String, String> value : values.entrySet()) {
        if (!value.getValue().isEmpty()) {
          expected.put("v" + at, value.getValue().replace("\r\n", "\n").replace('\r', '\n'));
        }
        back[at] = to("/v" + at++).from(value.getKey());
      }
      String read =
          TestRoute.map(Format.HL7V2, Format.JSON, back).mapped(TestRoute.input(made.body(), ""));
      assertEquals(json.valueToTree(expected), json.readTree(read), "seed " + seed);
    }
  }

  @Test
  void controlIdsAreShortUniqueAndSortedByTime() {
    assertEquals(20, ControlId.of(TestRoute.MESSAGE_ID).length());
    assertEquals(ControlId.of("any id"), ControlId.of("any id"));
    assertFalse(ControlId.of("any id").equals(ControlId.of("any ie")));
    Set<String> seen = new HashSet<>();
    Random random = new Random(1);
    String last = "";
    for (int i = 0; i < 20_000; i++) {
      long most = ((0x0199f3a01234L + i / 10) << 16) | 0x7000 | random.nextInt(0x1000);
      long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
      String id = ControlId.of(new UUID(most, least).toString());
      assertTrue(seen.add(id), id);
      assertTrue(last.substring(0, last.isEmpty() ? 0 : 9).compareTo(id.substring(0, 9)) <= 0);
      last = id;
    }
  }
}
