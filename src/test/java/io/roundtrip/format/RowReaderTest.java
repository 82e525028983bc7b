package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.PathText;
import io.roundtrip.model.Format;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowReaderTest {
  private static final String HL7 =
      "MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\rPID|1||4711^^^X||";

  private static RowReader compile(TestRoute route, List<ConfError> errors, String... paths) {
    Map<String, PathText> columns = new LinkedHashMap<>();
    for (int i = 0; i < paths.length; i++) {
      columns.put("c" + i, TestRule.path(paths[i]));
    }
    DestinationConf.Postgres table =
        new DestinationConf.Postgres(
            "t",
            columns,
            new DestinationConf.Conflict.Reject(),
            new DestinationConf.Batch(null, null, null, true));
    DestinationConf conf =
        new DestinationConf(
            TestRoute.PLACE,
            "wh",
            table,
            true,
            false,
            1,
            Duration.ofSeconds(5),
            DestinationConf.Retry.NONE,
            null);
    return RowReader.compile(route.conf(), conf, table, errors);
  }

  private static RowReader reader(Format format, String... paths) {
    List<ConfError> errors = new ArrayList<>();
    RowReader reader = compile(new TestRoute(format, null, null), errors, paths);
    assertEquals(List.of(), errors);
    return reader;
  }

  private static @Nullable String read(Format format, ValueForm form, String path, String body) {
    RowReader.Row row = reader(format, path).read(TestRoute.input(body), List.of(form));
    return assertInstanceOf(RowReader.Row.Read.class, row, row.toString()).values()[0];
  }

  private static String unreadable(Format format, String path, byte[] body) {
    RowReader.Row row =
        reader(format, path).read(TestRoute.input(body, ""), List.of(ValueForm.TEXT));
    return assertInstanceOf(RowReader.Row.Unreadable.class, row).detail();
  }

  private static List<String> errors(TestRoute route, String path) {
    List<ConfError> errors = new ArrayList<>();
    compile(route, errors, path);
    return errors.stream().map(ConfError::toString).toList();
  }

  @Test
  void readsScalarsAsText() {
    String body = "{\"s\":\"a\\n\\u00e9\",\"n\":1.50,\"t\":true}";
    assertEquals("a\né", read(Format.JSON, ValueForm.TEXT, "/s", body));
    assertEquals("1.50", read(Format.JSON, ValueForm.TEXT, "/n", body));
    assertEquals("true", read(Format.JSON, ValueForm.TEXT, "/t", body));
    assertEquals("4711", read(Format.HL7V2, ValueForm.TEXT, "PID-3.1", HL7));
    assertEquals("north", read(Format.BYTES, ValueForm.TEXT, "header:x-site", "\u00ff"));
  }

  @Test
  void whatIsNotThereIsNull() {
    String body = "{\"e\":\"\",\"n\":null}";
    for (String path : List.of("/e", "/n", "/x", "/e/0")) {
      assertNull(read(Format.JSON, ValueForm.TEXT, path, body), path);
    }
    assertNull(read(Format.JSON, ValueForm.JSON, "/n", body));
    assertNull(read(Format.JSON, ValueForm.JSON, "/x", body));
    assertNull(read(Format.HL7V2, ValueForm.TEXT, "PID-5.1", HL7));
    assertNull(read(Format.BYTES, ValueForm.TEXT, "header:X-None", "x"));
    assertNull(read(Format.TEXT, ValueForm.TEXT, "*", ""));
  }

  @Test
  void jsonStaysAsWritten() {
    String body = "{ \"a\": [1, {\"b\" :2}], \"s\": \"x\\u00e9\", \"e\": \"\" }";
    assertEquals("[1, {\"b\" :2}]", read(Format.JSON, ValueForm.TEXT, "/a", body));
    assertEquals("[1, {\"b\" :2}]", read(Format.JSON, ValueForm.JSON, "/a", body));
    assertEquals("{\"b\" :2}", read(Format.JSON, ValueForm.JSON, "/a/1", body));
    assertEquals("\"x\\u00e9\"", read(Format.JSON, ValueForm.JSON, "/s", body));
    assertEquals("\"\"", read(Format.JSON, ValueForm.JSON, "/e", body));
    assertEquals("4711", read(Format.HL7V2, ValueForm.JSON, "PID-3.1", HL7));
  }

  @Test
  void theWholeIsTheMessageAsItIsSent() {
    assertEquals(" {\"a\":1} ", read(Format.JSON, ValueForm.TEXT, "*", " {\"a\":1} "));
    assertEquals("{not json", read(Format.JSON, ValueForm.TEXT, "*", "{not json"));
    assertEquals("né", read(Format.BYTES, ValueForm.TEXT, "*", "né"));
  }

  @Test
  void theWholeAsBytesIsNotRead() {
    RowReader reader = reader(Format.BYTES, "*", "header:X-Site");
    assertTrue(reader.isWhole(0));
    assertFalse(reader.isWhole(1));
    RowReader.Row row =
        reader.read(
            TestRoute.input(new byte[] {(byte) 0xff, 0}, ""),
            List.of(ValueForm.BYTES, ValueForm.BYTES));
    assertArrayEquals(
        new @Nullable String[] {null, "north"},
        assertInstanceOf(RowReader.Row.Read.class, row).values());
    assertEquals(
        "the message is not UTF-8 at byte 1: declare its charset in Content-Type",
        unreadable(Format.BYTES, "*", new byte[] {(byte) 0xff, 0}));
  }

  @Test
  void hl7SaysItselfWhichCharactersItsBytesAre() {
    String latin = HL7.replace("2.5", "2.5||||||8859/1").replace("4711", "K\u00f6hler");
    byte[] body = latin.getBytes(StandardCharsets.ISO_8859_1);
    RowReader.Row row =
        reader(Format.HL7V2, "*").read(TestRoute.input(body, ""), List.of(ValueForm.TEXT));
    assertEquals(latin, assertInstanceOf(RowReader.Row.Read.class, row).values()[0]);
  }

  @Test
  void columnsMayHaveTheSamePath() {
    RowReader reader = reader(Format.JSON, "/a", "/b", "/a");
    RowReader.Row row =
        reader.read(
            TestRoute.input("{\"a\":\"1\",\"b\":\"2\"}"),
            List.of(ValueForm.TEXT, ValueForm.TEXT, ValueForm.JSON));
    assertEquals(
        Arrays.asList("1", "2", "\"1\""),
        Arrays.asList(assertInstanceOf(RowReader.Row.Read.class, row).values()));
    assertEquals(List.of("c0", "c1", "c2"), reader.columns());
  }

  @Test
  void aBrokenMessageIsUnreadable() {
    assertTrue(unreadable(Format.JSON, "/a", "{".getBytes(UTF_8)).contains("line 1"));
    assertTrue(unreadable(Format.HL7V2, "PID-3", "PID|1".getBytes(UTF_8)).contains("MSH"));
  }

  @Test
  void aPathThatDoesNotFitTheFormatIsAnErrorAtItsPlace() {
    assertEquals(
        List.of(
            "test.yaml:7:3: route 'test': destination 'wh': column 'c0': path 'PID-3' is an HL7"
                + " path, but the message is json: write a JSON pointer such as /patient/id"),
        errors(new TestRoute(Format.JSON, null, null), "PID-3"));
    assertEquals(1, errors(new TestRoute(Format.BYTES, null, null), "/a").size());
  }

  @Test
  void thePathIsOneOfTheMessageAfterTheMap() {
    MapConf map = new MapConf(TestRoute.PLACE, Format.HL7V2, List.of());
    assertEquals(List.of(), errors(new TestRoute(Format.JSON, null, map), "PID-3"));
    assertEquals(1, errors(new TestRoute(Format.JSON, null, map), "/a").size());
  }
}
