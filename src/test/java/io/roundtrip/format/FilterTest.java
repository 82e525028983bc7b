package io.roundtrip.format;

import static io.roundtrip.format.TestRoute.PLACE;
import static io.roundtrip.format.TestRule.path;
import static io.roundtrip.format.TestRule.to;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.Condition;
import io.roundtrip.model.Format;
import io.roundtrip.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FilterTest {
  private static final Condition A_IS_1 = equal("/a", "1");
  private static final Condition B_IS_2 = equal("/b", "2");

  private static Condition equal(String path, String value) {
    return new Condition.Equal(PLACE, path(path), value);
  }

  private static boolean takes(Format format, Condition filter, String body) {
    Prepared prepared = TestRoute.filter(format, filter).apply(body);
    if (prepared instanceof Prepared.Excluded) {
      return false;
    }
    assertInstanceOf(Prepared.AsItCame.class, prepared, prepared.toString());
    return true;
  }

  private static boolean takes(Condition filter, String body) {
    return takes(Format.JSON, filter, body);
  }

  @Test
  void comparesValuesAsText() {
    assertTrue(takes(A_IS_1, "{\"a\":1}"));
    assertTrue(takes(A_IS_1, "{\"a\":\"1\"}"));
    assertFalse(takes(A_IS_1, "{\"a\":1.0}"));
    assertFalse(takes(A_IS_1, "{\"a\":[1]}"));
    assertFalse(takes(A_IS_1, "{}"));
    assertTrue(takes(equal("/a", "true"), "{\"a\":true}"));
  }

  @Test
  void findsAValueAmongSeveral() {
    Condition in = new Condition.In(PLACE, path("/a"), List.of("x", "y"));
    assertTrue(takes(in, "{\"a\":\"y\"}"));
    assertFalse(takes(in, "{\"a\":\"z\"}"));
    assertFalse(takes(in, "{}"));
  }

  @Test
  void findsAnExpressionAnywhereInTheValue() {
    Condition matches = new Condition.Matches(PLACE, path("/a"), "b+");
    assertTrue(takes(matches, "{\"a\":\"abba\"}"));
    assertFalse(takes(matches, "{\"a\":\"aa\"}"));
    assertFalse(takes(new Condition.Matches(PLACE, path("/a"), ""), "{}"));
  }

  @Test
  void nullAndEmptyTextDoNotExistButTreesDo() {
    Condition exists = new Condition.Exists(PLACE, path("/a"), true);
    for (String there : List.of("0", "false", "{}", "[]", "\" \"")) {
      assertTrue(takes(exists, "{\"a\":" + there + "}"), there);
      assertFalse(takes(new Condition.Exists(PLACE, path("/a"), false), "{\"a\":" + there + "}"));
    }
    for (String missing : List.of("{}", "{\"a\":null}", "{\"a\":\"\"}", "[1]")) {
      assertFalse(takes(exists, missing), missing);
    }
  }

  @Test
  void combines() {
    Condition both = new Condition.All(PLACE, List.of(A_IS_1, B_IS_2));
    Condition either = new Condition.AnyOf(PLACE, List.of(A_IS_1, B_IS_2));
    Condition not = new Condition.Not(PLACE, A_IS_1);
    assertTrue(takes(both, "{\"a\":1,\"b\":2}"));
    assertFalse(takes(both, "{\"a\":1}"));
    assertTrue(takes(either, "{\"b\":2}"));
    assertFalse(takes(either, "{}"));
    assertTrue(takes(not, "{}"));
    assertFalse(takes(not, "{\"a\":1}"));
  }

  @Test
  void readsHl7AndTextAndHeaders() {
    String hl7 = "MSH|^~\\&|APP\rPID|1||A^B\r";
    assertTrue(takes(Format.HL7V2, equal("PID-3.2", "B"), hl7));
    assertFalse(takes(Format.HL7V2, equal("PID-3.1", "B"), hl7));
    assertTrue(takes(Format.TEXT, new Condition.Matches(PLACE, path("*"), "é$"), "caf\u00e9"));
    assertTrue(takes(Format.BYTES, equal("header:X-SITE", "north"), "\u0000"));
  }

  @Test
  void aFilterOnHeadersAloneDoesNotParse() {
    TestRoute route = TestRoute.filter(Format.JSON, equal("header:X-Site", "north"));
    assertFalse(route.compiled().parses());
    assertInstanceOf(Prepared.AsItCame.class, route.apply("{not json"));
    assertTrue(TestRoute.filter(Format.JSON, A_IS_1).compiled().parses());
  }

  @Test
  void isAskedBeforeTheMapButAfterTheParser() {
    TestRoute mapped =
        TestRoute.map(Format.JSON, Format.JSON, to("/x").from("/missing").required());
    TestRoute route = new TestRoute(Format.JSON, A_IS_1, mapped.map());
    assertInstanceOf(Prepared.Excluded.class, route.apply("{\"a\":2}"));
    route.refused("{\"a\":1}", Reason.MISSING_VALUE);
    route.refused("{\"a\":2", Reason.MALFORMED);
  }

  @Test
  void stopsAnExpressionThatTakesTooLong() {
    TestRoute route =
        TestRoute.filter(Format.TEXT, new Condition.Matches(PLACE, path("*"), "^(a+)+\\1?$"));
    assertEquals(
        "filter on '*': the regular expression takes too long on this message's value",
        route.refused("a".repeat(60) + "!", Reason.MISSING_VALUE));
  }

  @Test
  void refusesTextThatIsNotOfItsCharset() {
    TestRoute route = TestRoute.filter(Format.TEXT, new Condition.Exists(PLACE, path("*"), true));
    byte[] body = "café".getBytes(UTF_8);
    route.refused(TestRoute.input(body, "text/plain; charset=us-ascii"), Reason.MALFORMED);
  }
}
