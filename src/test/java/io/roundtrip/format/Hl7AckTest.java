package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.util.Terser;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.net.MllpFrames;
import io.roundtrip.outcome.AckCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What we write, HAPI reads with its own validation on. */
final class Hl7AckTest {
  private static final String ID = "019a0000-0000-7000-8000-000000000001";
  private static final long AT = 1_763_625_600_000L;

  private static Outcome outcome(OutcomeKind kind, @Nullable Reason reason, String detail) {
    return new Outcome(ID, "r", kind, reason, detail, 0, List.of(), Timings.NONE, null);
  }

  private static final Outcome DELIVERED = outcome(OutcomeKind.DELIVERED, null, "");

  private static Hl7Header header(String message) {
    return Objects.requireNonNull(Hl7Header.read(message.getBytes(ISO_8859_1)));
  }

  private static Hl7Header of(String version) {
    return header("MSH|^~\\&|EHR|NORTH|LAB|SOUTH|20260101||ORU^R01|4711|T|" + version + "\rPID|1");
  }

  private static String text(Hl7Header header, Outcome outcome, AckCode code) {
    return new String(Hl7Ack.of(header, outcome, code, AT), ISO_8859_1);
  }

  private static Terser hapi(String ack) throws Exception {
    try (HapiContext context = new DefaultHapiContext()) {
      Message message = context.getPipeParser().parse(ack);
      return new Terser(message);
    }
  }

  @Test
  void noFieldOfTheMessageEndsTheAcknowledgementsFrame() {
    Hl7Header header =
        header("MSH|^~\\&|E\u000bHR|NORTH|LAB|SOUTH|20260101||ORU^R01|4711|T|2.5\u001c\rPID|1");
    String ack = text(header, DELIVERED, AckCode.AA);
    assertTrue(ack.contains("|E?HR|") && ack.contains("|2.5?\r"), ack);
    assertTrue(MllpFrames.canFrame(ack.getBytes(ISO_8859_1)), ack);
  }

  @Test
  void turnsTheMessagesHeaderRound() {
    assertEquals(
        "MSH|^~\\&|LAB|SOUTH|EHR|NORTH|20251120080000+0000||ACK^R01^ACK|"
            + ControlId.of(ID)
            + "|T|2.5.1\rMSA|AA|4711|delivered "
            + ID
            + "\r",
        text(of("2.5.1"), DELIVERED, AckCode.AA));
  }

  @Test
  void hapiReadsTheAcknowledgementOfEveryVersion() throws Exception {
    Outcome refused = outcome(OutcomeKind.NOT_ATTEMPTED, Reason.MISSING_VALUE, "PID-3 is missing");
    for (String version : List.of("2.3", "2.5", "2.5.1")) {
      Terser good = hapi(text(of(version), DELIVERED, AckCode.AA));
      assertEquals("AA", good.get("/MSA-1"), version);
      assertEquals("4711", good.get("/MSA-2"), version);
      assertEquals("delivered " + ID, good.get("/MSA-3"), version);
      assertEquals(version, good.get("/MSH-12"));
      assertEquals("LAB", good.get("/MSH-3"));
      Terser bad = hapi(text(of(version), refused, AckCode.AR));
      assertEquals("AR", bad.get("/MSA-1"), version);
      if (version.equals("2.3")) {
        assertEquals("101", bad.get("/ERR-1-4-1"));
        assertEquals("missing-value not-attempted " + ID, bad.get("/ERR-1-4-2"));
      } else {
        assertEquals("101", bad.get("/ERR-3-1"), version);
        assertEquals("E", bad.get("/ERR-4"), version);
        assertEquals("missing-value", bad.get("/ERR-5-1"), version);
        assertEquals("not-attempted", bad.get("/ERR-5-2"), version);
        assertEquals(ID, bad.get("/ERR-6"), version);
        assertEquals("outcome=not-attempted messageId=" + ID, bad.get("/ERR-7"), version);
        assertEquals("PID-3 is missing", bad.get("/ERR-8"), version);
      }
    }
  }

  @Test
  void theTypeIsThatOfTheVersion() {
    assertTrue(text(of("2.2"), DELIVERED, AckCode.AA).contains("||ACK|"));
    assertTrue(text(of("2.3"), DELIVERED, AckCode.AA).contains("||ACK^R01|"));
    assertTrue(text(of("2.3.1"), DELIVERED, AckCode.AA).contains("||ACK^R01^ACK|"));
    assertTrue(text(of("2.10"), DELIVERED, AckCode.AA).contains("||ACK^R01^ACK|"));
    assertTrue(text(of("new"), DELIVERED, AckCode.AA).contains("||ACK^R01^ACK|"));
    assertTrue(text(of(""), DELIVERED, AckCode.AA).contains("|T|2.5.1\r"));
  }

  @Test
  void saysWhereTheMessageIsAtFaultIfThatIsKnown() throws Exception {
    Hl7Header without = header("MSH|^~\\&|EHR||LAB||||ORU^R01||P|2.5.1\r");
    Outcome refused = outcome(OutcomeKind.NOT_ATTEMPTED, Reason.MALFORMED, "MSH-10 has no id");
    Terser ack = hapi(text(without, refused, AckCode.AR));
    assertEquals("MSH", ack.get("/ERR-2-1"));
    assertEquals("1", ack.get("/ERR-2-2"));
    assertEquals("10", ack.get("/ERR-2-3"));
    assertNull(ack.get("/MSA-2"));
    Outcome charset = outcome(OutcomeKind.NOT_ATTEMPTED, Reason.MALFORMED, "MSH-18 names no set");
    assertEquals("18", hapi(text(of("2.5"), charset, AckCode.AR)).get("/ERR-2-3"));
    assertNull(
        hapi(text(of("2.5"), outcome(OutcomeKind.UNKNOWN, null, "MSH-18"), AckCode.AE))
            .get("/ERR-2-3"));
  }

  @Test
  void hasTheMessagesDelimitersAndEscapesItsOwnTextByThem() {
    Hl7Header header = header("MSH$*%?@$EHR$$LAB$$$$ORU*R01$7$P$2.5\r");
    Outcome outcome = outcome(OutcomeKind.REJECTED, null, "a$b*c%d?e@f|g^h\u00e9\r");
    String ack = text(header, outcome, AckCode.AE);
    assertTrue(ack.startsWith("MSH$*%?@$LAB$$EHR$$"), ack);
    assertTrue(ack.contains("$ACK*R01*ACK$"), ack);
    assertTrue(
        ack.contains("$207*Application internal error*HL70357$E$rejected*rejected*ROUNDTRIP$"),
        ack);
    assertTrue(ack.endsWith("$a?F?b?S?c?R?d?E?e?T?f|g^h??\r"), ack);
  }

  @Test
  void copiesBytesOfTheMessagesOwnCharacterSetAndSaysWhichThatIs() {
    byte[] message =
        "MSH|^~\\&|Kr\u00e4mer||LAB||||ORU^R01|7|P|2.5|||||DEU|UNICODE UTF-8\r".getBytes(UTF_8);
    Hl7Header header = Objects.requireNonNull(Hl7Header.read(message));
    String ack = new String(Hl7Ack.of(header, DELIVERED, AckCode.AA, AT), UTF_8);
    assertTrue(ack.startsWith("MSH|^~\\&|LAB||Kr\u00e4mer||"), ack);
    assertTrue(ack.contains("|P|2.5|||||DEU|UNICODE UTF-8\rMSA|"), ack);
  }

  @Test
  void theTwoAcknowledgementsOfOneMessageHaveControlIdsOfTheirOwn() throws Exception {
    String first = hapi(text(of("2.5"), DELIVERED, AckCode.CA)).get("/MSH-10");
    String second = hapi(text(of("2.5"), DELIVERED, AckCode.AA)).get("/MSH-10");
    assertNotEquals(first, second);
    assertTrue(first.length() <= 20);
  }

  @Test
  void passesAnotherSystemsAcknowledgementOnWithOurCodeAndControlId() {
    String its = "MSH|^~\\&|LAB||EHR||||ACK|L1|P|2.5\rMSA|CA|other|its own words\rZZZ|1\r";
    byte[] passed = Hl7Ack.passOn(its.getBytes(ISO_8859_1), of("2.5"), AckCode.AA);
    assertEquals(
        "MSH|^~\\&|LAB||EHR||||ACK|L1|P|2.5\rMSA|AA|4711|its own words\rZZZ|1\r",
        new String(Objects.requireNonNull(passed), ISO_8859_1));
    byte[] shortest =
        Hl7Ack.passOn("MSH|^~\\&|\nMSA|AE|x".getBytes(ISO_8859_1), of("2.5"), AckCode.AE);
    assertEquals(
        "MSH|^~\\&|\nMSA|AE|4711", new String(Objects.requireNonNull(shortest), ISO_8859_1));
  }

  @Test
  void passesNothingOnThatIsNoAcknowledgementOrHasOtherDelimiters() {
    for (String none :
        List.of(
            "",
            "<html>",
            "MSH|^~\\&|\r",
            "MSH|^~\\&|\rMSA",
            "MSH|^~\\&|\rMSA|AA",
            "MSH$^~\\&$\rMSA$AA$x$",
            "MSH|*~\\&|\rMSA|AA|x|")) {
      assertNull(Hl7Ack.passOn(none.getBytes(ISO_8859_1), of("2.5"), AckCode.AA), none);
    }
  }
}
