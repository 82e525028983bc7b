package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ca.uhn.hl7v2.AcknowledgmentCode;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import io.roundtrip.format.AckReader.Ack;
import io.roundtrip.outcome.AckCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AckReaderTest {
  private static @Nullable Ack read(String answer) {
    return AckReader.read(answer.getBytes(ISO_8859_1));
  }

  @Test
  void readsWhatHapiWrites() throws Exception {
    String order = "MSH|^~\\&|EHR||LAB||20260101||ORU^R01^ORU_R01|4711|P|2.5\rPID|1||7\rOBR|1\r";
    try (HapiContext context = new DefaultHapiContext()) {
      context.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
      Message message = context.getPipeParser().parse(order);
      for (AcknowledgmentCode code : AcknowledgmentCode.values()) {
        String ack = context.getPipeParser().encode(message.generateACK(code, null));
        assertEquals(new Ack(AckCode.valueOf(code.name()), "4711"), read(ack), ack);
      }
    }
  }

  @Test
  void readsAnyLineEndsAndDelimiters() {
    assertEquals(new Ack(AckCode.AA, "7"), read("MSH|^~\\&|\nMSA|AA|7\n"));
    assertEquals(new Ack(AckCode.AE, "7"), read("MSH|^~\\&|\r\nMSA|AE|7|no\r\nERR|1"));
    assertEquals(new Ack(AckCode.CR, "7"), read("MSH$*%?@$\rSFT$1\rMSA$CR$7 $x"));
  }

  @Test
  void whatHasNoCodeOrNoControlIdSaysSo() {
    assertEquals(new Ack(null, "7"), read("MSH|^~\\&|\rMSA|OK|7"));
    assertEquals(new Ack(null, ""), read("MSH|^~\\&|\rMSA|"));
    assertEquals(new Ack(AckCode.AA, ""), read("MSH|^~\\&|\rMSA|AA"));
    assertEquals(new Ack(AckCode.AA, ""), read("MSH|^~\\&|\rMSA|AA\r7"));
  }

  @Test
  void whatHasNoMsaIsNoAcknowledgement() {
    assertNull(read(""));
    assertNull(read("MSA|AA|7"));
    assertNull(read("MSH|^~\\&|MSA|AA|7\r"));
    assertNull(read("MSH|^~\\&|\rMSAX|AA|7\r"));
    assertNull(read("MSH|^~\\&|\rMSA"));
  }
}
