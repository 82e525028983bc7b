package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Hl7EscapesTest {
  private static final Hl7Delimiters OTHER = new Hl7Delimiters('#', '*', '+', '!', '%');

  private static String decode(String text, Hl7Delimiters delimiters, Charset charset) {
    return Hl7Escapes.decode(text, 0, text.length(), delimiters, charset);
  }

  private static String decode(String text) {
    return decode(text, Hl7Delimiters.STANDARD, UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "plain;plain",
        "\\F\\;|",
        "a\\S\\b\\T\\c;a^b&c",
        "\\R\\\\E\\;~\\",
        "\\X414243\\;ABC",
        "\\XC3A9\\;é",
        "\\H\\loud\\N\\;\\H\\loud\\N\\",
        "\\.sp\\\\F\\;\\.sp\\|",
        "\\X4\\;\\X4\\",
        "\\XZZ\\;\\XZZ\\",
        "10\\20\\F\\;10\\20\\F\\",
        "C:\\dir;C:\\dir",
        "a\\;a\\",
        "\\\\;\\\\",
        "\\no sequence\\F\\;\\no sequence|"
      })
  void decodesWhatItKnowsAndKeepsTheRest(String text, String decoded) {
    assertEquals(decoded, decode(text));
  }

  @Test
  void decodesLineBreaksAndTheMessagesOwnDelimiters() {
    assertEquals("a\nb", decode("a\\.br\\b"));
    assertEquals("#*%+!", decode("!F!!S!!T!!R!!E!", OTHER, UTF_8));
    assertEquals("é", decode("!XE9!", OTHER, ISO_8859_1));
  }

  @Test
  void whatIsWrittenCannotLeaveItsField() {
    assertEquals(
        "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\.br\\g\\.br\\h\\.br\\i\\X0B\\\\X1C\\\\X09\\",
        Hl7Escapes.encode("a|b^c&d~e\\f\rg\nh\r\ni\u000b\u001c\t"));
    assertEquals("\\X2222\\", Hl7Escapes.encode("\"\""));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    for (int seed = 0; seed < 5000; seed++) {
      String text = RandomText.of(new Random(seed), 20);
      String encoded = Hl7Escapes.encode(text);
      String lines = text.replace("\r\n", "\n").replace('\r', '\n');
      assertEquals(lines, decode(encoded), "seed " + seed);
      for (int i = 0; i < encoded.length(); i++) {
        char c = encoded.charAt(i);
        assertTrue(c >= ' ' && c != 0x7F && "|^~&".indexOf(c) < 0, "seed " + seed);
      }
    }
  }

  @Test
  void whatIsCarriedOverMeansTheSame() {
    for (int seed = 0; seed < 5000; seed++) {
      String text = RandomText.of(new Random(seed), 20).replaceAll("[*%\\r\\n]", "");
      String carried = Hl7Escapes.carryOver(text, 0, text.length(), OTHER, UTF_8);
      assertEquals(text, decode(carried), "seed " + seed);
    }
  }

  @Test
  void partsAndFormattingAreCarriedOver() {
    String text = "a*b%c!F!|!H!x!N!!X0D!!";
    assertEquals(
        "a^b&c\\F\\\\F\\\\H\\x\\N\\\\.br\\\\E\\",
        Hl7Escapes.carryOver(text, 0, text.length(), OTHER, UTF_8));
  }
}
