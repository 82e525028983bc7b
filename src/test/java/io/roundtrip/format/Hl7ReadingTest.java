package io.roundtrip.format;

import static io.roundtrip.format.TestRule.to;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.ConfError;
import io.roundtrip.model.Format;
import io.roundtrip.model.Reason;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Hl7ReadingTest {
  private static final String MESSAGE =
      "MSH|^~\\&|APP^1^ISO|FAC||||SEC|ORU^R01|77|P|2.5\r"
          + "PID|1||A1^^^H&1.2&ISO^MR~B2^^^K|| Doe^Jane\\T\\Co |\r"
          + "OBX|1|NM|x||1.5\rZZ1|z\rOBX|2|TX|y||a~b^c\r";

  private static String read(Input input, String path) {
    List<ConfError> errors = new ArrayList<>();
    KeyReader reader =
        KeyReader.compile(
            new TestRoute(Format.HL7V2, null, null).conf(), TestRule.path(path), errors);
    assertEquals(List.of(), errors);
    return switch (reader.read(input)) {
      case KeyReader.Key.Found found -> found.value();
      case KeyReader.Key.Missing missing -> {
        assertEquals(Reason.MISSING_VALUE, missing.reason(), missing.detail());
        yield "";
      }
    };
  }

  private static String read(String message, String path) {
    return read(TestRoute.input(message), path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "MSH-1;|",
        "MSH-2;^~\\&",
        "MSH-3;APP^1^ISO",
        "MSH-3.3;ISO",
        "MSH-4.1;FAC",
        "MSH-9.2;R01",
        "PID-1;1",
        "PID-3;A1^^^H&1.2&ISO^MR",
        "PID-3.1;A1",
        "PID-3.4;H&1.2&ISO",
        "PID-3.4.2;1.2",
        "PID-3(2).1;B2",
        "PID-3(2).4.1;K",
        "PID-5.1;` Doe`",
        "PID-5.2;`Jane&Co `",
        "PID-5.2.1;`Jane&Co `",
        "OBX-5;1.5",
        "OBX(2)-5;a",
        "OBX(2)-5(2).2;c",
        "ZZ1-1;z",
      })
  void readsByPath(String path, String value) {
    assertEquals(value, read(MESSAGE, path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PID-2",
        "PID-6",
        "PID-60",
        "PID-3(3)",
        "PID-3.9",
        "PID-3.1.2",
        "OBX(3)-1",
        "NK1-1",
        "MSH-5"
      })
  void findsNothingWhereNothingIs(String path) {
    assertEquals("", read(MESSAGE, path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n", "\r\r\n", "\n \n", "\r\n \t\r\n"})
  void acceptsWhatFeedsPutBetweenSegments(String end) {
    String message = "\uFEFF" + MESSAGE.replace("\r", end);
    assertEquals("a", read(message, "OBX(2)-5"));
    assertEquals("1.5", read(message, "OBX-5"));
  }

  @Test
  void blanksAtTheEndOfASegmentBelongToItsLastField() {
    String message = MESSAGE.replace("\r", " \r\n");
    assertEquals("1.5 ", read(message, "OBX-5"));
  }

  @Test
  void readsOtherDelimiters() {
    String message = "MSH#*+!%#A\rPID#1##x*y%z!F!+w\r";
    assertEquals("z#", read(message, "PID-3.2.2"));
    assertEquals("w", read(message, "PID-3(2)"));
    assertEquals("*+!%", read(message, "MSH-2"));
  }

  @ParameterizedTest
  @CsvSource({
    "8859/1,ISO-8859-1",
    "8859/15,ISO-8859-15",
    "UNICODE UTF-8,UTF-8",
    "8859/2,ISO-8859-2",
    "windows-1252,windows-1252",
    "'',UTF-8"
  })
  void readsTheCharsetThatMsh18Names(String name, String charset) {
    String message = "MSH|^~\\&|||||||A|1|P|2.5||||||" + name + "~x|\rPID|1||Bénédict\r";
    byte[] body = message.getBytes(Charset.forName(charset));
    assertEquals("Bénédict", read(TestRoute.input(body, ""), "PID-3"));
  }

  @Test
  void contentTypeWinsOverMsh18() {
    byte[] body = "MSH|^~\\&|||||||A|1|P|2.5||||||8859/1\rPID|1||é\r".getBytes(UTF_8);
    assertEquals("é", read(TestRoute.input(body, "x/y; charset=utf-8"), "PID-3"));
  }

  private static String malformed(byte[] body) {
    return TestRoute.map(Format.HL7V2, Format.JSON, to("/a").from("PID-3"))
        .refused(TestRoute.input(body, ""), Reason.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';the message is empty",
        "PID|SECRET;does not begin with MSH",
        "FHS|^~\\&|SECRET;does not begin with MSH",
        "MSH;ends before MSH-2",
        "MSH|^~;ends before MSH-2",
        "MSH|^~\\|SECRET;four encoding characters",
        "MSH|SECRET|SECRET;four encoding characters",
        "MSH|^^\\&|SECRET;character 3 is not",
        "MSHA^~\\&A;character 1 is not",
        "MSH|^~ &|SECRET;character 4 is not",
        "MSH|^~\\&|A/secret line;line 2",
        "MSH|^~\\&|A/PID|1/pid|SECRET;line 3",
        "MSH|^~\\&|A//PIDSECRET;line 3",
        "MSH|^~\\&|A/PI;line 2",
        "MSH|^~\\&|A/PID|1/MSH|^~\\&|SECRET;a second MSH at line 3",
        "MSH|^~\\&||||||||||||||||SECRET;MSH-18 names"
      })
  void refusesWhatIsNotHl7WithoutRepeatingIt(String message, String expected) {
    String detail = malformed(message.replace('/', '\r').getBytes(UTF_8));
    assertTrue(detail.contains(expected), detail);
    assertFalse(detail.contains("SECRET"), detail);
  }

  @Test
  void countsLinesWhateverEndsThem() {
    for (String end : new String[] {"\r", "\n", "\r\n"}) {
      String message = "MSH|^~\\&|A" + end + end + "PID|1" + end + "oops";
      assertTrue(malformed(message.getBytes(UTF_8)).startsWith("line 4 "), end);
    }
  }

  @Test
  void asksForTheCharsetWhereBytesAreNotUtf8() {
    byte[] body = "MSH|^~\\&|\rPID|1||é\r".getBytes(ISO_8859_1);
    assertEquals(
        "the message is not UTF-8 at byte 18: declare its charset in MSH-18 or Content-Type",
        malformed(body));
    assertTrue(
        malformed("MSH|^~\\&|||||||A|1|P|2.5||||||KLINGON\r".getBytes(UTF_8))
            .startsWith("MSH-18 names a character set that cannot be read"));
  }

  @Test
  void findsWhatSplittingFinds() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      StringBuilder segment = new StringBuilder("PID");
      String[] fields = new String[1 + random.nextInt(6)];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = RandomText.of(random, 8).replaceAll("[|\\\\\\p{Cntrl}]", "") + "x";
        segment.append('|').append(fields[i]);
      }
      String message = "MSH|^~\\&|A\r" + segment + "\r";
      int field = 1 + random.nextInt(7);
      int repetition = 1 + random.nextInt(2);
      int component = 1 + random.nextInt(3);
      int sub = 1 + random.nextInt(2);
      String path = "PID-" + field + "(" + repetition + ")." + component + "." + sub;
      String expected =
          part(part(part(part(fields, field), "~", repetition), "\\^", component), "&", sub);
      assertEquals(expected, read(message, path), "seed " + seed + " " + path);
    }
  }

  private static String part(String[] parts, int number) {
    return number <= parts.length ? parts[number - 1] : "";
  }

  private static String part(String text, String delimiter, int number) {
    return part(text.split(delimiter, -1), number);
  }

  @Test
  void aKeyInAnHl7MessageThatCannotBeParsedIsMalformed() {
    KeyReader reader =
        KeyReader.compile(
            new TestRoute(Format.HL7V2, null, null).conf(),
            TestRule.path("PID-3.1"),
            new ArrayList<>());
    KeyReader.Key.Missing missing =
        assertInstanceOf(KeyReader.Key.Missing.class, reader.read(TestRoute.input("PID|1")));
    assertEquals(Reason.MALFORMED, missing.reason());
  }
}
