package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class Hl7HeaderTest {
  private static Hl7Header read(String message) {
    return Objects.requireNonNull(Hl7Header.read(message.getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @MethodSource("io.roundtrip.format.RealMessagesTest#hl7Messages")
  void readsOfRealMessagesWhatHapiReads(Path file) throws Exception {
    byte[] body = Files.readAllBytes(file);
    Hl7Header header = Objects.requireNonNull(Hl7Header.read(body));
    try (HapiContext context = new DefaultHapiContext(new CanonicalModelClassFactory("2.5.1"))) {
      context.setValidationContext(ValidationContextFactory.noValidation());
      int mark = Utf8.byteOrderMark(body);
      String text = new String(body, mark, body.length - mark, UTF_8).replace('\n', '\r');
      Message message = context.getPipeParser().parse(text);
      Terser terser = new Terser(message);
      assertEquals(or(terser.get("/MSH-10")), header.controlId());
      assertEquals(or(terser.get("/MSH-9-1")), header.messageCode());
      assertEquals(or(terser.get("/MSH-9-2")), header.trigger());
      assertEquals(or(terser.get("/MSH-12")), header.version());
      assertEquals(or(terser.get("/MSH-15")), header.acceptAcknowledgement());
      assertEquals(or(terser.get("/MSH-16")), header.applicationAcknowledgement());
      assertEquals(!or(terser.get("/MSH-18")).isEmpty(), header.namesCharset());
      assertEquals(or(terser.get("/MSH-2")), header.text(2));
    }
  }

  private static String or(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  @Test
  void readsAnyDelimiters() {
    Hl7Header header =
        read("MSH$*%?@$a$b$c$d$2026$$ADT*A01*ADT_A01$77$P$2.4*DEU$$$AL$NE$$8859/1$\r");
    assertEquals("77", header.controlId());
    assertEquals("ADT", header.messageCode());
    assertEquals("A01", header.trigger());
    assertEquals("2.4", header.version());
    assertEquals("AL", header.acceptAcknowledgement());
    assertEquals("NE", header.applicationAcknowledgement());
    assertTrue(header.namesCharset());
  }

  @Test
  void isThereForAMessageThatIsOtherwiseBroken() {
    assertEquals("", read("MSH|").controlId());
    assertEquals("", read("MSH|^~\\&").controlId());
    assertEquals(
        "5", read("\ufeff".isEmpty() ? "" : "\r\n MSH|^~\\&||||||||5|P\rnonsense").controlId());
    assertEquals("5", read("MSH|^~\\&||||||||5 \t\n").controlId());
    assertFalse(read("MSH|^~\\&||||||||5||||||||\"\"|\r").namesCharset());
  }

  @Test
  void isNotThereForWhatIsNoMessage() {
    for (String none : new String[] {"", "MSH", "PID|1", "MSHx^~\\&|", "FHS|^~\\&|", "MSH ^~\\&"}) {
      assertNull(Hl7Header.read(none.getBytes(ISO_8859_1)), none);
    }
  }

  @Test
  void knowsAControlIdThatWasCutOff() {
    assertFalse(read("MSH|^~\\&||||||||123").hasWholeControlId());
    assertFalse(read("MSH|^~\\&|||||||").hasWholeControlId());
    assertFalse(read("MSH|^~\\&||||||||||").hasWholeControlId());
    assertTrue(read("MSH|^~\\&||||||||123|").hasWholeControlId());
    assertTrue(read("MSH|^~\\&||||||||123\r").hasWholeControlId());
  }

  @Test
  void keepsTheBytesOfAField() {
    byte[] message = "MSH|^~\\&|Kr\u00e4mer|b||||||1|P".getBytes(UTF_8);
    Hl7Header header = Objects.requireNonNull(Hl7Header.read(message));
    assertArrayEquals("Kr\u00e4mer".getBytes(UTF_8), header.bytes(3));
    assertArrayEquals(new byte[0], header.bytes(18));
  }

  @Test
  void readsWhateverItIsGiven() {
    Random random = new Random(3);
    byte[] alphabet = "MSH|^~\\&\r\nA1\u00e9".getBytes(ISO_8859_1);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[random.nextInt(60)];
      for (int j = 0; j < body.length; j++) {
        body[j] = j < 3 && i % 2 == 0 ? alphabet[j] : alphabet[random.nextInt(alphabet.length)];
      }
      Hl7Header header = Hl7Header.read(body);
      if (header != null) {
        for (int field = 2; field <= 18; field++) {
          assertTrue(header.bytes(field).length <= body.length);
        }
        header.controlId();
        header.messageCode();
        header.trigger();
        header.version();
      }
    }
  }
}
