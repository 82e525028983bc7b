package io.roundtrip.format;

import static io.roundtrip.format.TestRoute.PLACE;
import static io.roundtrip.format.TestRule.path;
import static io.roundtrip.format.TestRule.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.Condition;
import io.roundtrip.model.Format;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a conf is found when it is loaded, and each error says what to write instead. */
final class CompileErrorsTest {
  private static void assertOneError(String expected, TestRoute route) {
    List<String> errors = route.errors();
    assertEquals(1, errors.size(), errors.toString());
    assertTrue(errors.get(0).contains(expected), errors.get(0));
  }

  private static TestRoute json(TestRule... rules) {
    return TestRoute.map(Format.JSON, Format.JSON, rules);
  }

  private static TestRoute hl7(TestRule rule) {
    return TestRoute.map(Format.HL7V2, Format.HL7V2, to("MSH-9").value("A^B"), rule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a/b;did you mean '/a/b'",
        "$.a.b;did you mean '/a/b'",
        "'';write * for the whole",
        "PID-3.1;is an HL7 path, but the message is json",
        "/a~2;neither ~0",
        "/a~;neither ~0",
        "Header:X;did you mean 'header:X'",
        "header:;names no header"
      })
  void jsonPathsToReadFrom(String text, String expected) {
    assertOneError(expected, json(to("/x").from(text)));
    assertOneError(expected, json(to("/x").concat("", "/ok", text)));
    assertOneError(
        expected,
        TestRoute.filter(
            Format.JSON,
            new Condition.Not(
                PLACE,
                new Condition.All(PLACE, List.of(new Condition.Exists(PLACE, path(text), true))))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/a/b;is a JSON pointer, but the message is hl7v2",
        "pid-3.1;did you mean 'PID-3.1'",
        "PID.3.1;did you mean 'PID-3.1'",
        "PID-3-1;did you mean 'PID-3.1'",
        "PID3.1;did you mean 'PID-3.1'",
        "PID;is not an HL7 path: write",
        "PID-0;is not an HL7 path: write",
        "PID-1000;is not an HL7 path: write",
        "PID-99999999999;is not an HL7 path: write",
        "PID-3.1.2.3;is not an HL7 path: write",
        "OBX(*-5;is not an HL7 path: write",
        "OBR/-5;is not an HL7 path: write",
        "OBR(2)/OBX;is not an HL7 path: write",
        "OBX(0)-5;is not an HL7 path: write",
        "OBX(1-5;is not an HL7 path: write",
        "1BX-5;is not an HL7 path: write"
      })
  void hl7PathsToReadFromAndToWrite(String text, String expected) {
    assertOneError(expected, hl7(to("ZZZ-1").from(text)));
    assertOneError(expected, hl7(to(text).value("x")));
  }

  @Test
  void pathsIntoWhatIsNotParsed() {
    for (Format format : List.of(Format.TEXT, Format.BYTES)) {
      assertOneError(
          "use header:NAME or *",
          TestRoute.map(format, Format.JSON, to("/x").from("/a"), to("/y").from("*")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/a,/a/b,lies inside '/a' of the rule at line 7",
    "/a/b,/a,contains '/a/b' of the rule at line 7",
    "/a/b,/a/b,is set twice",
    "/a/0,/a/b,either indices or names",
    "/a/b,/a/01,''",
    "/x,/a/-,index '-'",
    "/x,/a/1000,index '1000'",
    "/x,*,can only be read",
    "/x,header:X,can only be read",
    "/x,PID-3,is an HL7 path"
  })
  void jsonTargets(String first, String second, String expected) {
    TestRoute route = json(to(first).value("1"), to(second).value("2"));
    if (expected.isEmpty()) {
      route.compiled();
    } else {
      assertOneError(expected, route);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PID-3,PID-3.1,lies inside 'PID-3'",
    "PID-3.1.2,PID-3.1,contains 'PID-3.1.2'",
    "PID-3(1).1,PID-3.1,is set twice",
    "PID(1)-3,PID-3,is set twice",
    "PID-3(2),PID-3,''",
    "PID-1,MSH-1,is written by the engine",
    "PID-1,MSH-2,is written by the engine",
    "PID-1,MSH(2)-3,second MSH",
    "PID-1,MSH-18,output is UTF-8",
    "PID-1,MSH-9.1,lies inside 'MSH-9'",
    "PID-1,MSH-10,''"
  })
  void hl7Targets(String first, String second, String expected) {
    TestRoute route =
        TestRoute.map(
            Format.JSON,
            Format.HL7V2,
            to("MSH-9").value("A"),
            to(first).value("1"),
            to(second).value("2"));
    if (expected.isEmpty()) {
      route.compiled();
    } else {
      assertOneError(expected, route);
    }
  }

  @Test
  void anHl7MessageWithoutAType() {
    assertOneError(
        "add { to: MSH-9", TestRoute.map(Format.JSON, Format.HL7V2, to("PID-1").value("1")));
  }

  @Test
  void charsetThatOutputHas() {
    hl7(to("MSH-18").value("UNICODE UTF-8")).compiled();
  }

  @Test
  void formatsThatNoMapMakes() {
    assertOneError(
        "a map makes json, fhir or hl7v2, not text",
        TestRoute.map(Format.JSON, Format.TEXT, to("/x").value("1")));
  }

  @Test
  void textThatWouldBreakTheMessageItStandsIn() {
    assertOneError("has the delimiter '|'", hl7(to("PID-3").value("a|b")));
    assertOneError("has the delimiter '^'", hl7(to("PID-3.1").from("PID-3").otherwise("a^b")));
    assertOneError(
        "has the delimiter '&'", hl7(to("PID-3.1.1").from("PID-3").lookup(Map.of("x", "a&b"))));
    assertOneError("control character at 2", hl7(to("PID-3").value("a\rb")));
    hl7(to("PID-3").value("a^b&c~d\\F\\")).compiled();
  }

  @Test
  void targetsThatDoNotFitTheSplit() {
    assertOneError("2 targets: add split", json(to("/a", "/b").value("1")));
    assertOneError("name a target for each part", json(to("/a").value("1").split(",")));
    assertOneError("splits at nothing", json(to("/a", "/b").value("1").split("")));
  }

  @Test
  void expressionsAndPatterns() {
    assertOneError(
        "'(' is not a regular expression: Unclosed group",
        json(to("/x").from("/a").regex("(", "")));
    assertOneError("refers to group 2 of 1", json(to("/x").from("/a").regex("(a)", "$2")));
    assertOneError("names a group", json(to("/x").from("/a").regex("(a)", "${b}")));
    assertOneError("names a group", json(to("/x").from("/a").regex("(a)", "${b")));
    assertOneError("without a group", json(to("/x").from("/a").regex("(a)", "$")));
    assertOneError("ends with a backslash", json(to("/x").from("/a").regex("(a)", "\\")));
    assertOneError("'jjjj' is not a date pattern", json(to("/x").from("/a").date("yyyy", "jjjj")));
    assertOneError(
        "filter on '/a': '['",
        TestRoute.filter(Format.JSON, new Condition.Matches(PLACE, path("/a"), "[")));
  }

  @Test
  void allErrorsAtOnce() {
    assertEquals(
        4,
        json(to("a").from("b"), to("/c").from("/d~").regex("(", "$1")).errors().size(),
        "target, source, source, expression; its replacement is not judged");
  }
}
