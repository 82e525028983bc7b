package io.roundtrip.format;

import static io.roundtrip.format.TestRule.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.model.Format;
import io.roundtrip.model.Reason;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleStepsTest {
  private static TestRoute json(TestRule... rules) {
    return TestRoute.map(Format.JSON, Format.JSON, rules);
  }

  @Test
  void stepsRunInTheOrderOfTheDesign() {
    TestRoute route =
        json(
            to("/x", "/y")
                .from("/a")
                .regex("^d:", "")
                .date("yyyy-MM-dd", "yyyyMMdd")
                .lookup(Map.of("20260102", "found,it"))
                .otherwise("none,at all")
                .split(","));
    assertEquals("{\"x\":\"found\",\"y\":\"it\"}", route.mapped("{\"a\":\"d:2026-01-02\"}"));
    assertEquals("{\"x\":\"none\",\"y\":\"at all\"}", route.mapped("{\"a\":\"d:2026-01-03\"}"));
    assertEquals("{\"x\":\"none\",\"y\":\"at all\"}", route.mapped("{\"a\":\"tomorrow\"}"));
    assertEquals("{\"x\":\"none\",\"y\":\"at all\"}", route.mapped("{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "^0*(\\d+)$;$1;00120;120",
        "^0*(\\d+)$;$1;x12;x12",
        "o;0;foo boo;f00 b00",
        "(?<a>\\w)-(\\w);$2\\$${a};x-y;y$x",
        "(a)|(b);[$1$2];ab;[a][b]",
        "(x);$10;x;x0",
        "$;!;é;é!"
      })
  void replacesAsTheJdkDoes(String match, String replace, String text, String expected) {
    assertEquals(expected, text.replaceAll(match, replace));
    assertEquals(
        "{\"x\":\"" + expected + "\"}",
        json(to("/x").from("/a").regex(match, replace)).mapped("{\"a\":\"" + text + "\"}"));
  }

  @ParameterizedTest
  @CsvSource({
    "yyyy-MM-dd,yyyyMMdd,1974-12-25,19741225",
    "yyyy-MM-dd'T'HH:mm:ssXXX,yyyyMMddHHmmssxx,2013-05-02T16:16:00-07:00,20130502161600-0700",
    "yyyy-MM-dd'T'HH:mm,yyyyMMddHHmm,2013-05-02T16:16,201305021616",
    "yyyyMMdd,dd MMM yyyy,20130502,02 May 2013",
    "yyyy-MM,yyyyMM,2013-05,201305",
    "yyyy,yyyy,2013,2013",
    "yyyyMMddHHmmssxx,yyyy-MM-dd,20141006092900+0700,2014-10-06"
  })
  void writesDatesAnotherWay(String from, String written, String text, String expected) {
    assertEquals(
        "{\"x\":\"" + expected + "\"}",
        json(to("/x").from("/a").date(from, written)).mapped("{\"a\":\"" + text + "\"}"));
  }

  @ParameterizedTest
  @CsvSource({"25.12.1974", "1974-13-01", "1974-02-30T00:00", "SECRET", "1974-12-251"})
  void refusesWhatIsNoDateUnlessThereIsADefault(String text) {
    String body = "{\"a\":\"" + text + "\"}";
    assertEquals(
        "rule for '/x': '/a' is not a date of the rule's patterns",
        json(to("/x").from("/a").date("yyyy-MM-dd", "yyyyMMdd"))
            .refused(body, Reason.MISSING_VALUE));
    assertEquals(
        "{\"x\":\"never\"}",
        json(to("/x").from("/a").date("yyyy-MM-dd", "yyyyMMdd").otherwise("never")).mapped(body));
  }

  @Test
  void refusesADateThatHasNotWhatTheOtherPatternNeeds() {
    TestRoute route = json(to("/x").from("/a").date("yyyy-MM-dd", "yyyyMMddHHmm"));
    route.refused("{\"a\":\"2026-01-01\"}", Reason.MISSING_VALUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"{}", "{\"a\":null}", "{\"a\":\"\"}", "{\"b\":1}", "[]", "7"})
  void refusesAMissingValueThatIsRequired(String body) {
    assertEquals(
        "rule for '/x': '/a' is missing, and the rule requires it",
        json(to("/x").from("/a").required()).refused(body, Reason.MISSING_VALUE));
    assertEquals("{\"x\":\"d\"}", json(to("/x").from("/a").otherwise("d").required()).mapped(body));
  }

  @Test
  void aRequiredValueThatIsThereKeepsItsType() {
    TestRoute route = json(to("/x").from("/a").otherwise("d").required());
    assertEquals("{\"x\":1.0}", route.mapped("{\"a\":1.0}"));
    assertEquals("{\"x\":[]}", route.mapped("{\"a\":[]}"));
  }

  @Test
  void aValueThatNoStepKnowsIsMissing() {
    TestRoute route = json(to("/x").from("/a").lookup(Map.of("1", "one")).required());
    assertEquals("{\"x\":\"one\"}", route.mapped("{\"a\":1}"));
    assertEquals(
        "rule for '/x': '/a' is missing or has no value after the rule's steps, and the rule"
            + " requires it",
        route.refused("{\"a\":2}", Reason.MISSING_VALUE));
    assertEquals("{}", json(to("/x").from("/a").lookup(Map.of("1", "one"))).mapped("{\"a\":2}"));
    assertEquals("{}", json(to("/x").from("/a").regex(".", "")).mapped("{\"a\":\"abc\"}"));
  }

  @Test
  void joinsWhatIsThere() {
    TestRoute route = json(to("/x").concat("-", "/a", "/b", "/c").required());
    assertEquals("{\"x\":\"1-true-t\"}", route.mapped("{\"a\":1,\"b\":true,\"c\":\"t\"}"));
    assertEquals("{\"x\":\"1-t\"}", route.mapped("{\"a\":1,\"b\":null,\"c\":\"t\"}"));
    assertEquals("{\"x\":\"t\"}", route.mapped("{\"b\":\"\",\"c\":\"t\"}"));
    assertTrue(
        route.refused("{}", Reason.MISSING_VALUE).contains("each of '/a', '/b', '/c' is missing"));
    route.refused("{\"a\":[1]}", Reason.MISSING_VALUE);
  }

  @Test
  void splitsIntoPartsAndGivesTheLastWhatIsLeft() {
    TestRoute route = json(to("/x", "/y", "/z").from("/a").split("|"));
    assertEquals("{\"x\":\"1\",\"y\":\"2\",\"z\":\"3|4\"}", route.mapped("{\"a\":\"1|2|3|4\"}"));
    assertEquals("{\"x\":\"1\",\"z\":\"3\"}", route.mapped("{\"a\":\"1||3\"}"));
    assertEquals("{\"x\":\"1\"}", route.mapped("{\"a\":\"1\"}"));
    assertEquals(
        "rule for '/x', '/y': part 2 of '/a' is missing, and the rule requires it",
        json(to("/x", "/y").from("/a").split("|").required())
            .refused("{\"a\":\"1\"}", Reason.MISSING_VALUE));
  }

  @Test
  void stopsAnExpressionThatTakesTooLong() {
    TestRoute backtracking = json(to("/x").from("/a").regex("^(a+)+\\1?$", "b"));
    TestRoute recursive = json(to("/x").from("/a").regex("^(a|b)*$", "b"));
    String few = "{\"a\":\"" + "a".repeat(60) + "!\"}";
    String many = "{\"a\":\"" + "ab".repeat(200_000) + "!\"}";
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertEquals(
              "rule for '/x': the regular expression takes too long on this message's value",
              backtracking.refused(few, Reason.MISSING_VALUE));
          recursive.refused(many, Reason.MISSING_VALUE);
        });
  }

  @Test
  void anHonestExpressionOnALongTextIsNotStopped() {
    String text = "word ".repeat(50_000);
    assertEquals(
        "{\"x\":\"" + text.replace(" ", "") + "\"}",
        json(to("/x").from("/a").regex("\\s+", "")).mapped("{\"a\":\"" + text + "\"}"));
  }
}
