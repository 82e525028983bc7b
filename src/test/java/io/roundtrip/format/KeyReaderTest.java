package io.roundtrip.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.ConfError;
import io.roundtrip.model.Format;
import io.roundtrip.model.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyReaderTest {
  private static KeyReader reader(Format format, String path) {
    List<ConfError> errors = new ArrayList<>();
    KeyReader reader =
        KeyReader.compile(new TestRoute(format, null, null).conf(), TestRule.path(path), errors);
    assertEquals(List.of(), errors);
    return reader;
  }

  private static KeyReader.Key read(String path, String body) {
    return reader(Format.JSON, path).read(TestRoute.input(body));
  }

  @Test
  void readsAScalarAsText() {
    assertEquals(
        new KeyReader.Key.Found("x\n"), read("/a/1/b", "{\"z\":[{}],\"a\":[0,{\"b\":\"x\\n\"}]}"));
    assertEquals(new KeyReader.Key.Found("1.50"), read("/a", "\uFEFF{\"a\":1.50}"));
    assertEquals(new KeyReader.Key.Found("true"), read("/1", "[[],true]"));
  }

  @Test
  void saysWhatIsMissing() {
    for (String body : List.of("{}", "{\"a\":null}", "{\"a\":\"\"}", "[]", "3")) {
      assertEquals(
          new KeyReader.Key.Missing(Reason.MISSING_VALUE, "key '/a' is missing"),
          read("/a", body),
          body);
    }
    assertEquals(
        new KeyReader.Key.Missing(
            Reason.MISSING_VALUE, "key '/a' is an object or an array, not a text"),
        read("/a", "{\"a\":[1]}"));
  }

  @Test
  void readsNoFurtherThanTheKey() {
    assertEquals(new KeyReader.Key.Found("1"), read("/a", "{\"a\":1,oops"));
    assertEquals(new KeyReader.Key.Found("1"), read("/a", "{\"a\":1,\"a\":2}"));
  }

  @Test
  void refusesWhatIsBrokenBeforeTheKey() {
    for (String body :
        List.of(
            "", "{\"b\":oops,\"a\":1}", "{\"a\":\"unterminated", "{\"a\":\"\\q\"}", "{\"a\":tru")) {
      KeyReader.Key.Missing missing = (KeyReader.Key.Missing) read("/a", body);
      assertEquals(Reason.MALFORMED, missing.reason(), body);
    }
  }

  @Test
  void readsHeadersWithoutTheBody() {
    KeyReader reader = reader(Format.BYTES, "header:X-Site");
    assertFalse(reader.parses());
    assertEquals(new KeyReader.Key.Found("north"), reader.read(TestRoute.input("")));
    assertEquals(
        new KeyReader.Key.Missing(Reason.MISSING_VALUE, "key 'header:Other' is missing"),
        reader(Format.JSON, "header:Other").read(TestRoute.input("{oops")));
    assertTrue(reader(Format.JSON, "/a").parses());
  }

  @Test
  void readsTheWholeText() {
    assertEquals(new KeyReader.Key.Found("é"), reader(Format.TEXT, "*").read(TestRoute.input("é")));
  }

  @Test
  void aPathInErrorIsReportedWithItsPlace() {
    List<ConfError> errors = new ArrayList<>();
    KeyReader.compile(
        new TestRoute(Format.HL7V2, null, null).conf(), TestRule.path("PID.3.1"), errors);
    assertEquals(
        "test.yaml:7:3: route 'test': path 'PID.3.1' is not an HL7 path (did you mean 'PID-3.1'?)",
        errors.get(0).toString());
  }
}
