package io.roundtrip.format;

import static io.roundtrip.format.TestRule.to;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.model.Format;
import io.roundtrip.model.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonMapTest {
  private static TestRoute json(TestRule... rules) {
    return TestRoute.map(Format.JSON, Format.JSON, rules);
  }

  private static final TestRoute COPY = json(to("/x").from("/a"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.10",
        "-0.0e+05",
        "12345678901234567890123",
        "true",
        "false",
        "null",
        "\"\"",
        "\"t\"",
        "\"\\u00e9\\n\\\"\"",
        "{}",
        "[]",
        "{\"b\" : [1, {\"c\":\"}\"}]}",
        "[[1.0],\"]\"]",
        "\"é€😀\""
      })
  void copiesAValueExactlyAsWritten(String value) {
    assertEquals("{\"x\":" + value + "}", COPY.mapped("{\"a\":" + value + ",\"b\":0}"));
    assertEquals("{\"x\":" + value + "}", COPY.mapped("{ \"a\" :\n" + value + " }\n"));
  }

  @Test
  void leavesOutWhatIsMissingWithTheObjectsThatWouldBeEmpty() {
    TestRoute route = json(to("/p/q/r").from("/a"), to("/p/s").from("/b"), to("/t/0/u").from("/c"));
    assertEquals("{}", route.mapped("{}"));
    assertEquals("{\"p\":{\"s\":2}}", route.mapped("{\"b\":2}"));
    assertEquals("{\"t\":[{\"u\":3}]}", route.mapped("{\"c\":3}"));
  }

  @Test
  void fillsGapsInArraysWithNullAndLeavesNoneAtTheEnd() {
    TestRoute route = json(to("/l/2").from("/c"), to("/l/0").from("/a"), to("/l/3").from("/d"));
    assertEquals("{\"l\":[null,null,\"c\"]}", route.mapped("{\"c\":\"c\"}"));
    assertEquals("{\"l\":[1,null,null,4]}", route.mapped("{\"a\":1,\"d\":4}"));
    assertEquals("[null,7]", json(to("/1").from("/a")).mapped("{\"a\":7}"));
    assertEquals("[]", json(to("/1").from("/a")).mapped("{}"));
  }

  @Test
  void keepsTheOrderOfTheRulesAndEscapesNames() {
    TestRoute route = json(to("/b~1c").value("1"), to("/a\"").from("/m~0n/1"), to("/é").value("3"));
    assertEquals(
        "{\"b/c\":\"1\",\"a\\\"\":\"y\",\"é\":\"3\"}", route.mapped("{\"m~n\":[\"x\",\"y\"]}"));
  }

  @Test
  void readsMembersWhoseNamesAreDigitsOrWrittenWithEscapes() {
    TestRoute route = json(to("/x").from("/0/01"), to("/y").from("/k"));
    assertEquals("{\"x\":5,\"y\":6}", route.mapped("{\"0\":{\"01\":5},\"\\u006b\":6}"));
    assertEquals("{}", route.mapped("[[1,2]]"));
  }

  @Test
  void countsTheLastOfTwoMembersWithTheSameName() {
    TestRoute route = json(to("/x").from("/a/b"), to("/y").from("/a/c"));
    assertEquals("{\"y\":3}", route.mapped("{\"a\":{\"b\":1,\"c\":2},\"a\":{\"c\":3}}"));
    assertEquals("{}", route.mapped("{\"a\":{\"b\":1},\"a\":5}"));
  }

  @Test
  void readsAValueAndWhatLiesInsideIt() {
    TestRoute route = json(to("/all").from("/a"), to("/one").from("/a/b/1"));
    assertEquals(
        "{\"all\":{\"b\":[1,2]},\"one\":2}", route.mapped("{\"a\":{\"b\":[1,2]},\"z\":[]}"));
  }

  @Test
  void takesHeadersAndTheWholeMessageAsText() {
    TestRoute route = json(to("/site").from("header:x-site"), to("/raw").from("*"));
    assertEquals("{\"site\":\"north\",\"raw\":\"[1, \\\"a\\\"]\"}", route.mapped("[1, \"a\"]"));
  }

  @Test
  void aMapOfHeadersAloneDoesNotParse() {
    TestRoute route = json(to("/site").from("header:X-Site"));
    assertFalse(route.compiled().parses());
    assertEquals("{\"site\":\"north\"}", route.mapped("{not json"));
  }

  @Test
  void aRouteWithoutFilterAndMapDoesNotParse() {
    Transform transform = new TestRoute(Format.JSON, null, null).compiled();
    assertFalse(transform.parses());
    assertInstanceOf(Prepared.AsItCame.class, transform.apply(TestRoute.input("{not json")));
    assertTrue(COPY.compiled().parses());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":SECRET}",
        "{\"a\":\"SECRET}",
        "{\"SECRET\":1,}",
        "[1,]",
        "{} {}",
        "{\"a\":01}",
        "{\"z\":[SECRET]}",
        "{\"z\":\"\\qSECRET\"}",
        "{\"z\":\"SECRET\n\"}",
        "SECRET",
        "{'a':1}",
        "{\"a\":1}SECRET",
        "{\"z\":\"\\ud8SECRET\"}",
        "NaN",
        "// SECRET\n1",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":\"x\"\"SECRET\"}"
      })
  void refusesWhatIsNotOneJsonValueWithoutRepeatingIt(String body) {
    String detail = COPY.refused(body, Reason.MALFORMED);
    assertFalse(detail.contains("SECRET"), detail);
    assertTrue(detail.contains("line ") || detail.contains("empty"), detail);
  }

  @Test
  void namesLineAndColumn() {
    assertEquals(
        "the message is not JSON near line 3, column 13",
        COPY.refused("{\n  \"a\": 1,\n  \"b\": oops\n}", Reason.MALFORMED));
  }

  @Test
  void refusesWhatNestsTooDeepOrHasNumbersWithoutEnd() {
    for (String body :
        new String[] {"[".repeat(5000) + "]".repeat(5000), "{\"a\":" + "1".repeat(2000) + "}"}) {
      assertTrue(COPY.refused(body, Reason.MALFORMED).contains("nests deeper than 1000 levels"));
    }
  }

  @Test
  void acceptsLongStringsAndAByteOrderMark() {
    String text = "x".repeat(300_000);
    assertEquals("{\"x\":\"" + text + "\"}", COPY.mapped("\uFEFF{\"a\":\"" + text + "\"}"));
  }

  @Test
  void readsOtherCharsetsByContentTypeAndMakesUtf8() {
    String body = "{\"a\":\"Zoë\"}";
    String latin = "application/json; charset=\"iso-8859-1\"";
    assertEquals("{\"x\":\"Zoë\"}", COPY.mapped(TestRoute.input(body.getBytes(ISO_8859_1), latin)));
    assertEquals(
        "{\"x\":\"Zoë\"}",
        COPY.mapped(TestRoute.input(body.getBytes(UTF_16), "text/json;v=1;Charset=utf-16")));
  }

  @Test
  void refusesBytesThatAreNotOfTheirCharset() {
    byte[] latin = "{\"z\":\"Zoë\"}".getBytes(ISO_8859_1);
    assertEquals(
        "the message is not UTF-8 at byte 9: declare its charset in Content-Type",
        COPY.refused(TestRoute.input(latin, ""), Reason.MALFORMED));
    assertTrue(
        COPY.refused(TestRoute.input(latin, "a/b; charset=klingon"), Reason.MALFORMED)
            .startsWith("Content-Type names a charset that is not known"));
    assertTrue(
        COPY.refused(
                TestRoute.input("{}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE), ""),
                Reason.MALFORMED)
            .contains("not UTF-8"));
  }

  @Test
  void hl7ExplicitNullBecomesNullAndAMissingFieldNothing() {
    TestRoute route =
        TestRoute.map(
            Format.HL7V2,
            Format.JSON,
            to("/n").from("PID-2"),
            to("/m").from("PID-9"),
            to("/e").from("PID-1"),
            to("/t").from("PID-2").regex("^", ""));
    assertEquals("{\"n\":null,\"t\":\"\\\"\\\"\"}", route.mapped("MSH|^~\\&|\rPID||\"\"|x\r"));
  }
}
