package io.roundtrip.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that run for each segment, repetition or element; and the paths that begin there. */
final class EachTest {
  private static final String RESULTS =
      """
      MSH|^~\\&|LAB||EHR||20260101||ORU^R01|1|P|2.5
      PID|1||4711~4712^^^A||Duck
      OBR|1||F1|AAA
      OBX|1|NM|a1||+01.50|mg
      NTE|1||first note
      NTE|2||second note
      OBX|2|ST|a2||text~more
      OBR|2||F2|BBB
      OBX|1|NM|b1||7|
      OBX|2|ST|||||
      ZZZ|z
      """
          .replace('\n', '\r');

  private static String hl7ToJson(String rules) {
    return hl7ToJson(rules, RESULTS);
  }

  private static String hl7ToJson(String rules, String body) {
    return YamlRoute.of("format: hl7v2\nmap:\n  format: json\n  rules:\n" + rules.indent(4))
        .mapped(body);
  }

  private static String jsonToHl7(String rules, String body) {
    return YamlRoute.of(
            "format: json\nmap:\n  format: hl7v2\n  rules:\n"
                + "    - { to: MSH-9, value: A }\n"
                + "    - { to: MSH-7, value: \"1\" }\n"
                + "    - { to: MSH-10, value: \"1\" }\n"
                + rules.indent(4))
        .mapped(body)
        .substring("MSH|^~\\&|||||1||A|1|P|2.5.1\n".length());
  }

  @Test
  void everySegmentOfANameMakesAnElement() {
    assertEquals(
        "{\"all\":[{\"n\":\"1\",\"code\":\"a1\",\"of\":\"4711\"},{\"n\":\"2\",\"code\":\"a2\",\"of\":\"4711\"},"
            + "{\"n\":\"3\",\"code\":\"b1\",\"of\":\"4711\"},{\"n\":\"4\",\"of\":\"4711\"}]}",
        hl7ToJson(
            """
            - each: OBX
              to: /all/-
              rules:
                - { to: ./n, from: "#" }
                - { to: ./code, from: OBX-3 }
                - { to: ./of, from: PID-3 }
            """));
  }

  @Test
  void onlyElementsForWhichTheConditionHoldsCount() {
    assertEquals(
        "{\"all\":[{\"n\":\"1\",\"v\":1.50},{\"n\":\"2\",\"v\":7}]}",
        hl7ToJson(
            """
            - each: OBX
              to: /all/-
              when: { path: OBX-2, equals: NM }
              rules:
                - { to: ./n, from: "#" }
                - { to: ./v, from: OBX-5, as: number }
            """));
  }

  @Test
  void eachsWithinEachOtherFollowGroups() {
    assertEquals(
        "{\"reports\":[{\"id\":\"F1\",\"codes\":[{\"n\":\"1.1\",\"c\":\"a1\",\"note\":\"first"
            + " note\"},"
            + "{\"n\":\"1.2\",\"c\":\"a2\"}]},{\"id\":\"F2\",\"codes\":[{\"n\":\"2.1\",\"c\":\"b1\"},{\"n\":\"2.2\"}]}]}",
        hl7ToJson(
            """
            - each: OBR
              to: /reports/-
              rules:
                - { to: ./id, from: OBR-3 }
                - each: OBR/OBX
                  to: ./codes/-
                  rules:
                    - { to: ./n, concat: [ "../#", "#" ], separator: . }
                    - { to: ./c, from: OBX-3 }
                    - { to: ./note, from: OBX/NTE-3 }
            """));
  }

  @Test
  void anInnerEachMayAddToAnOuterArrayAndFixedElementsComeFirst() {
    assertEquals(
        "{\"entry\":[{\"is\":\"first\"},{\"code\":\"a1\"},{\"code\":\"a2\"},{\"code\":\"b1\"},\"4711\",\"4712^^^A\"]}",
        hl7ToJson(
            """
            - each: OBR
              rules:
                - each: OBR/OBX
                  to: /entry/-
                  rules: [ { to: ./code, from: OBX-3 } ]
            - each: PID-3
              to: /entry/-
              rules: [ { to: ., from: PID-3 } ]
            - { to: /entry/0/is, value: first }
            """));
  }

  @Test
  void anElementThatIsAddedOutwardLeavesItsOuterElementsAlone() {
    assertEquals(
        "{\"reports\":[{\"id\":\"F1\"},{\"id\":\"F2\"}],\"all\":[\"a1\",\"a2\",\"b1\"]}",
        hl7ToJson(
            """
            - each: OBR
              to: /reports/-
              rules:
                - { to: ./id, from: OBR-3 }
                - { each: OBR/OBX, to: /all/-, rules: [ { to: ., from: OBX-3 } ] }
            """));
  }

  @Test
  void everyRepetitionOfAFieldMakesAnElement() {
    assertEquals(
        "{\"ids\":[{\"v\":\"4711\",\"name\":\"Duck\"},{\"v\":\"4712\",\"by\":\"A\",\"name\":\"Duck\"}],"
            + "\"values\":[\"+01.50\",\"text\",\"more\",\"7\"]}",
        hl7ToJson(
            """
            - each: PID-3
              to: /ids/-
              rules:
                - { to: ./v, from: PID-3.1 }
                - { to: ./by, from: PID-3.4 }
                - { to: ./name, from: PID-5.1 }
            - each: OBX
              rules:
                - { each: OBX-5, to: /values/-, rules: [ { to: ., from: OBX-5 } ] }
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "OBX(*)-3;[\"a1\",\"a2\",\"b1\"]",
        "OBX(*)-5(*);[\"+01.50\",\"text\",\"more\",\"7\"]",
        "PID-3(*).1;[\"4711\",\"4712\"]",
        "OBR(2)/OBX(*)-3;[\"b1\"]",
        "OBR(*)/OBX(1)-3;[\"a1\",\"b1\"]",
        "OBR(2)/OBX-3;\"b1\"",
        "OBR/OBX(2)-3;\"a2\"",
        "OBR(1)/OBX/NTE(2)-3;\"second note\"",
        "ZZZ-1;\"z\"",
        "OBR(2)/ZZZ-1;\"z\""
      })
  void pathsThroughGroupsAndToEveryOccurrence(String path, String expected) {
    assertEquals("{\"v\":" + expected + "}", hl7ToJson("- { to: /v, from: \"" + path + "\" }\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "OBR(1)/OBX(3)-3",
    "OBR/ZZZ-1",
    "OBR(2)/NTE-3",
    "OBR(3)/OBX-3",
    "OBX(9)-1",
    "OBR(2)/OBX(3)-1",
    "NK1(*)-3",
    "ZZZ(*)-9"
  })
  void pathsThatLeadNowhere(String path) {
    assertEquals("{}", hl7ToJson("- { to: /v, from: \"" + path + "\" }\n"));
  }

  @Test
  void everyOccurrenceInConcatAndConditions() {
    assertEquals(
        "{\"all\":\"Duck, a1, a2, b1\",\"hit\":\"yes\"}",
        hl7ToJson(
            """
            - { to: /all, concat: [ PID-5, "OBX(*)-3" ], separator: ", " }
            - { to: /hit, value: yes, when: { path: "OBX(*)-3", equals: b1 } }
            - { to: /miss, value: yes, when: { path: "OBX(*)-3", equals: c1 } }
            - { to: /none, value: yes, when: { path: "NK1(*)-3", exists: true } }
            """));
  }

  @Test
  void everyOccurrenceBecomesRepetitionsInHl7() {
    assertEquals(
        "ZZZ|a1~a2~b1\n",
        YamlRoute.of(
                """
                format: hl7v2
                map:
                  format: hl7v2
                  rules:
                    - { to: MSH-9, value: A }
                    - { to: ZZZ-1, from: "OBX(*)-3" }
                """)
            .mapped(RESULTS)
            .replaceFirst("(?s)^MSH.*?\\n", ""));
  }

  @Test
  void elementsOfJsonMakeSegmentsInTheOrderOfTheMessage() {
    assertEquals(
        """
        PID|p
        OBR|1|x
        OBX|1||a
        OBX|2||\\T\\
        OBR|2|y
        NTE|1|2
        OBX|1||d
        ZZZ|end
        """,
        jsonToHl7(
            """
            - { to: PID-1, from: /p }
            - each: /orders
              rules:
                - { to: OBR-1, from: "#" }
                - { to: OBR-2, from: ./id }
                - { to: NTE-1, from: ./note }
                - { to: NTE-2, from: "#", when: { path: ./note, exists: true } }
                - each: ./results
                  when: { not: { path: ., equals: skip } }
                  rules:
                    - { to: OBX-1, from: "#" }
                    - { to: OBX-3.1, from: . }
            - { to: ZZZ-1, value: end }
            """,
            "{\"p\":\"p\",\"orders\":[{\"id\":\"x\",\"results\":[\"a\",\"skip\",\"&\"]},"
                + "{\"id\":\"y\",\"note\":\"1\",\"results\":\"d\"}]}"));
  }

  @Test
  void whatIsOutsideTheElementIsReadFromTheMessageOrTheElementAround() {
    assertEquals(
        "OBX|m|o|i\n",
        jsonToHl7(
            """
            - each: /outer
              rules:
                - each: ./inner
                  rules:
                    - { to: OBX-1, from: /v }
                    - { to: OBX-2, from: ../v }
                    - { to: OBX-3, from: ./v }
            """,
            "{\"v\":\"m\",\"outer\":[{\"v\":\"o\",\"inner\":[{\"v\":\"i\"}]}]}"));
  }

  @Test
  void jsonBecomesJson() {
    String json =
        YamlRoute.of(
                """
                format: json
                map:
                  format: json
                  rules:
                    - each: /a
                      to: /b/list/-
                      rules:
                        - { to: ./x, from: ./x }
                        - { to: ./list/0, from: ./y }
                    - { to: /n, from: /a/0/x, as: number }
                    - { to: /t, value: "true", as: boolean }
                    - { to: /f, from: /f, as: boolean, default: "false" }
                """)
            .mapped("{\"a\":[{\"x\":1.10,\"y\":{\"z\":[]}},{},{\"x\":null}],\"f\":\"no\"}");
    assertEquals(
        "{\"b\":{\"list\":[{\"x\":1.10,\"list\":[{\"z\":[]}]},{\"x\":null}]},\"n\":1.10,\"t\":true,\"f\":false}",
        json);
  }

  @ParameterizedTest
  @CsvSource({
    "+01.50, 1.50",
    ".5, 0.5",
    "-.5, -0.5",
    "5., 5",
    "007, 7",
    "0, 0",
    "-0, -0",
    "1e5, 1e5",
    "1.E+5, 1E+5",
    "' 1 ', 1"
  })
  void numbersAreWrittenAsJsonWritesThem(String text, String number) {
    assertEquals(number, JsonLiteral.of(io.roundtrip.conf.MapRule.As.NUMBER, text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "+", "1a", "1e", "1 2", "--1", "NaN", "1,5", "0x1", "e5"})
  void whatIsNoNumberIsRefused(String text) {
    assertEquals(null, JsonLiteral.of(io.roundtrip.conf.MapRule.As.NUMBER, text));
    if (!text.isEmpty()) {
      assertEquals(
          "422 rule for '/n': '/v' is not a number",
          YamlRoute.of(
                  """
                  format: json
                  map: { format: json, rules: [ { to: /n, from: /v, as: number } ] }
                  """)
              .refused("{\"v\":\"" + text + "\"}"));
    }
  }

  @Test
  void theNumberOfElementsIsBounded() {
    YamlRoute route =
        YamlRoute.of(
            """
            format: hl7v2
            map:
              format: json
              rules: [ { each: OBX, to: /a/-, rules: [ { to: ., from: OBX-1 } ] } ]
            """);
    String message = "MSH|^~\\&|||||1||A|1\r";
    assertTrue(route.mapped(message + "OBX|1\r".repeat(10_000)).length() > 40_000);
    assertEquals(
        "422 the map's eachs have more than 10000 elements in this message",
        route.refused(message + "OBX|1\r".repeat(10_001)));
  }

  @Test
  void whatElementsCopyIsBounded() {
    YamlRoute route =
        YamlRoute.of(
            """
            format: hl7v2
            map:
              format: json
              rules: [ { each: OBX, to: /a/-, rules: [ { to: ., from: PID-3 } ] } ]
            """);
    String message = "MSH|^~\\&|||||1||A|1\rPID|||" + "x".repeat(10_000) + "\r";
    assertTrue(route.mapped(message + "OBX|1\r".repeat(1_000)).length() > 10_000_000);
    assertEquals(
        "422 the map's eachs copy or look through more than 16 MiB of this message",
        route.refused(message + "OBX|1\r".repeat(2_000)));
  }

  @Test
  void whatElementsSearchIsBounded() {
    YamlRoute route =
        YamlRoute.of(
            """
            format: hl7v2
            map:
              format: json
              rules:
                - each: OBX
                  rules: [ { each: ZZ1, to: /a/-, rules: [ { to: ., from: ZZ1-1 } ] } ]
                - each: OBX
                  to: /b/-
                  rules: [ { to: ., value: "1", when: { path: PID-5, matches: "x*x*x*y" } } ]
            """);
    String message = "MSH|^~\\&|||||1||A|1\r";
    assertEquals(
        "422 the map's eachs copy or look through more than 16 MiB of this message",
        route.refused(message + "OBX|1\r".repeat(9_000)));
    assertEquals(
        "422 filter on 'PID-5': the regular expression takes too long on this message's value",
        route.refused(message + "PID|||||" + "x".repeat(40) + "\r" + "OBX|1\r".repeat(3_500)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{ each: OBX, to: /a/-, rules: [ { to: /x, from: OBX-1 } ] };5:45: path '/x' is not in the"
            + " element that the each makes (did you mean './x'?)",
        "{ each: OBX, to: /a, rules: [ { to: ./x, from: OBX-1 } ] };5:24: path '/a' must be the end"
            + " of an array, for each adds to it: such as /entry/-",
        "{ each: OBX, rules: [ { to: ./x, from: OBX-1 } ] };5:35: path './x' has no place: give the"
            + " each around it a to, such as /entry/-",
        "{ each: OBX-5.1, to: /a/-, rules: [ { to: ., value: x } ] };5:15: path 'OBX-5.1' is"
            + " nothing that an each runs for: name segments (OBX, OBR(2)/OBX) or a field whose"
            + " repetitions you want (PID-3), not MSH, and without index at the end",
        "{ to: ./a, value: x };5:13: path './a' is in an each's element, and there is no each"
            + " around it: begin with /",
        "{ to: /a, from: `#` };5:23: path '#' is the number of an each's element, and there is no"
            + " such each around it",
        "{ to: /a, from: OBX(*)-5, lookup: { a: b } };5:7: rule for '/a' has several values to go"
            + " through its steps: write an each, or concat",
        "{ each: OBX, to: /a/-, required: true, rules: [ { to: ., value: x } ] };5:40: map rule 1:"
            + " required does not go with each: write it in the rules below",
        "{ each: OBX, to: /a/- };5:7: map rule 1: 'rules' is missing",
        "{ to: /a, value: x, as: number };5:7: rule for '/a': 'x' is not a number",
        "{ to: /a, value: x, rules: [ { to: /b, value: x } ] };5:34: map rule 1: rules are what"
            + " each runs, and there is no each"
      })
  void errorsSayWhereAndWhat(String rule, String expected) {
    String yaml =
        "format: hl7v2\nmap: { format: json, rules: [\n      " + rule.replace('`', '"') + " ] }\n";
    assertEquals(expected, YamlRoute.of(yaml).error());
  }

  @Test
  void eachsMayNotLieTooDeep() {
    String rules = "{ to: OBX-1, value: x }";
    for (int i = 0; i < 6; i++) {
      rules = "{ each: ./a, rules: [ " + rules + " ] }";
    }
    List<String> errors =
        YamlRoute.of("format: json\nmap: { format: hl7v2, rules: [ " + rules + " ] }\n").errors();
    assertTrue(
        errors.toString().contains("has 5 others around its each; at most 4"), errors.toString());
  }

  @Test
  void severalValuesHaveNoPlaceInAComponentOrAKey() {
    String map = "map: { format: hl7v2, rules: [ { to: MSH-9, value: A }, ";
    assertTrue(
        YamlRoute.of("format: hl7v2\n" + map + "{ to: ZZZ-1.1, from: \"OBX(*)-5\" } ] }\n")
            .error()
            .contains("has several values, which are repetitions: its target is a field"));
    assertTrue(
        YamlRoute.of("format: hl7v2\n" + map + "{ to: \"OBX(*)-1\", value: x } ] }\n")
            .error()
            .contains("can only be read"));
    assertTrue(
        YamlRoute.of(
                "format: json\n"
                    + map
                    + "{ each: /a, to: /b/-, rules: [ { to: PID-1, value: x } ] } ] }\n")
            .error()
            .contains("has no use where a map makes hl7v2"));
    assertTrue(
        YamlRoute.of(
                "format: json\n" + map + "{ each: /a, rules: [ { to: MSH-8, value: x } ] } ] }\n")
            .error()
            .contains("is in the header, of which there is one"));
  }
}
