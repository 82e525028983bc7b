package io.roundtrip.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Which charset an HL7 v2 message names in MSH-18. Stateless. */
final class Hl7Charset {
  private static final int SEPARATORS_BEFORE_MSH_18 = 17;

  private Hl7Charset() {}

  /** The charset that MSH-18 names; UTF-8 if it names none. Read from bytes, before they can be decoded. */
  static Charset of(byte[] body, int from) throws BadMessage {
    int at = from;
    while (at < body.length && body[at] <= ' ' && body[at] >= 0) {
      at++;
    }
    int separators = 0;
    for (int i = at + 3; i < body.length && !Hl7Message.isLineEnd(body[i]); i++) {
      if (body[i] == body[at + 3] && ++separators == SEPARATORS_BEFORE_MSH_18) {
        int end = i + 1;
        while (end < body.length
            && !Hl7Message.isLineEnd(body[end])
            && body[end] != body[at + 3]
            && body[end] != body[at + 5]) {
          end++;
        }
        return named(new String(body, i + 1, end - i - 1, StandardCharsets.ISO_8859_1).strip());
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static Charset named(String name) throws BadMessage {
    if (name.isEmpty() || name.equals("\"\"")) {
      return StandardCharsets.UTF_8;
    }
    Charset charset = Charsets.named(name);
    if (charset == null || charset.name().startsWith("UTF-16")) {
      throw BadMessage.malformed(
          "MSH-18 names a character set that cannot be read: use UNICODE UTF-8, ASCII or 8859/1 to"
              + " 8859/15, or declare the charset in Content-Type");
    }
    return charset;
  }
}
