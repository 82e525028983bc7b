package io.roundtrip.format;

import io.roundtrip.outcome.AckCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what a system's acknowledgement says of which message. Stateless. Segments may end with CR, LF or both. */
public final class AckReader {
  /**
   * What MSA says. Immutable.
   *
   * @param code MSA-1; null if it is none of HL7's
   * @param controlId MSA-2: the message that is meant, as ISO-8859-1 has its bytes
   */
  public record Ack(@Nullable AckCode code, String controlId) {}

  private AckReader() {}

  /** What it says; null if it is no acknowledgement. */
  public static @Nullable Ack read(byte[] answer) {
    Hl7Header header = Hl7Header.read(answer);
    int msa = header == null ? -1 : findMsa(answer, header.separator());
    if (header == null || msa < 0) {
      return null;
    }
    int second = fieldEnd(answer, header.separator(), msa + 4);
    String code = text(answer, msa + 4, second);
    int end = second + 1;
    if (second == answer.length || answer[second] != header.separator()) {
      return new Ack(code(code), "");
    }
    return new Ack(code(code), text(answer, end, fieldEnd(answer, header.separator(), end)));
  }

  /** The next separator, or the end of the segment. */
  static int fieldEnd(byte[] bytes, byte separator, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != separator && !Hl7Message.isLineEnd(bytes[at])) {
      at++;
    }
    return at;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).strip();
  }

  private static @Nullable AckCode code(String text) {
    for (AckCode code : AckCode.values()) {
      if (code.name().equals(text)) {
        return code;
      }
    }
    return null;
  }

  /** Where MSA begins; -1 if there is none. */
  static int findMsa(byte[] answer, byte separator) {
    boolean atStart = false; // it is never the first segment
    for (int at = 0; at + 3 < answer.length; at++) {
      if (atStart
          && answer[at] == 'M'
          && answer[at + 1] == 'S'
          && answer[at + 2] == 'A'
          && answer[at + 3] == separator) {
        return at;
      }
      atStart = Hl7Message.isLineEnd(answer[at]);
    }
    return -1;
  }
}
