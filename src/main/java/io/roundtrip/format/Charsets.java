package io.roundtrip.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which characters a message's bytes are: the charset of its Content-Type, else MSH-18, else UTF-8. Stateless.
 *
 * <p>Names are looked up in a fixed table, not in the JDK: a sender's text must not make it search for providers.
 */
final class Charsets {
  private static final Map<String, Charset> BY_NAME = names();

  private Charsets() {}

  private static Map<String, Charset> names() {
    Map<String, Charset> names = new HashMap<>();
    put(names, "UTF-8", "UTF-8", "UTF8", "UNICODE", "UNICODE UTF-8");
    put(names, "US-ASCII", "US-ASCII", "ASCII");
    put(names, "UTF-16", "UTF-16");
    put(names, "UTF-16LE", "UTF-16LE");
    put(names, "UTF-16BE", "UTF-16BE");
    for (int part = 1; part <= 16; part++) {
      put(names, "ISO-8859-" + part, "ISO-8859-" + part, "8859/" + part);
    }
    put(names, "ISO-8859-1", "LATIN1");
    for (int page = 1250; page <= 1258; page++) {
      put(names, "windows-" + page, "WINDOWS-" + page);
    }
    put(names, "GB18030", "GB18030", "GB 18030-2000");
    put(names, "Big5", "BIG5", "BIG-5");
    put(names, "EUC-KR", "EUC-KR", "KS X 1001");
    put(names, "Shift_JIS", "SHIFT_JIS");
    return Map.copyOf(names);
  }

  private static void put(Map<String, Charset> names, String charset, String... all) {
    if (Charset.isSupported(charset)) {
      for (String name : all) {
        names.put(name, Charset.forName(charset));
      }
    }
  }

  /** The charset of a name as HL7 table 0211 or IANA has it, or null. */
  static @Nullable Charset named(String name) {
    return BY_NAME.get(name.strip().toUpperCase(Locale.ROOT));
  }

  /** The charset that a Content-Type names, null if it names none. */
  static @Nullable Charset ofContentType(String contentType) throws BadMessage {
    int semicolon = contentType.indexOf(';');
    while (semicolon >= 0) {
      int next = contentType.indexOf(';', semicolon + 1);
      int end = next < 0 ? contentType.length() : next;
      int at = semicolon + 1;
      while (at < end && contentType.charAt(at) == ' ') {
        at++;
      }
      if (contentType.regionMatches(true, at, "charset=", 0, 8)) {
        Charset charset = named(contentType.substring(at + 8, end).replace('"', ' '));
        if (charset == null) {
          throw BadMessage.malformed(
              "Content-Type names a charset that is not known: send UTF-8, or one of ISO-8859-1 to"
                  + " -16, windows-1250 to -1258, UTF-16");
        }
        return charset;
      }
      semicolon = next;
    }
    return null;
  }

  /** Decodes bytes that are all in the charset; {@code declare} says where the sender can name another. */
  static String decode(byte[] bytes, int from, Charset charset, String declare) throws BadMessage {
    int length = bytes.length - from;
    if (charset.equals(StandardCharsets.UTF_8)) {
      int malformed = Utf8.firstMalformed(bytes, from, bytes.length);
      if (malformed >= 0) {
        throw BadMessage.malformed(
            "the message is not UTF-8 at byte "
                + (malformed + 1)
                + ": declare its charset in "
                + declare);
      }
      return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw BadMessage.malformed(
          "the message is not " + charset.name() + ", which it declares: correct " + declare);
    }
  }
}
