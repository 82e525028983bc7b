package io.roundtrip.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the MSH segment of a message says of the message, read from its bytes before they are known to be a message.
 * Immutable: the body is not copied and must not be changed.
 *
 * <p>It takes whatever begins with MSH and a separator: an acknowledgement is owed to a message that is otherwise broken,
 * too. A byte-order mark, blanks and line ends before MSH are passed over. Fields are bytes of the message's own character
 * set; as text they are the same bytes in ISO-8859-1.
 */
public final class Hl7Header {
  private static final int LAST_FIELD = 18;

  private final byte[] body;
  private final byte separator;
  private final byte component;
  private final int[] starts = new int[LAST_FIELD + 1];
  private final int[] ends = new int[LAST_FIELD + 1];
  private int fields;

  private Hl7Header(byte[] body, int msh, int end) {
    this.body = body;
    this.separator = body[msh + 3];
    int start = msh + 4;
    // MSH-1 is the separator itself: what follows it is MSH-2.
    for (int field = 2; field <= LAST_FIELD && start <= end; field++) {
      int next = indexOf(body, separator, start, end);
      starts[field] = start;
      ends[field] = next;
      fields = field;
      start = next + 1;
    }
    this.component = ends[2] > starts[2] ? body[starts[2]] : (byte) '^';
  }

  /** The header of a message, or of the beginning of one; null if it does not begin with MSH and a separator. */
  public static @Nullable Hl7Header read(byte[] body) {
    int at = Utf8.byteOrderMark(body);
    while (at < body.length && body[at] <= ' ' && body[at] >= 0) {
      at++;
    }
    if (body.length - at < 4
        || body[at] != 'M'
        || body[at + 1] != 'S'
        || body[at + 2] != 'H'
        || !isSeparator(body[at + 3])) {
      return null;
    }
    int end = at;
    while (end < body.length && !Hl7Message.isLineEnd(body[end])) {
      end++;
    }
    return new Hl7Header(body, at, end);
  }

  private static boolean isSeparator(byte b) {
    boolean letter = (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
    return b > ' ' && b < 0x7F && !letter;
  }

  private static int indexOf(byte[] bytes, byte what, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != what) {
      at++;
    }
    return at;
  }

  /** MSH-1. */
  byte separator() {
    return separator;
  }

  /** The first of MSH-2. */
  byte component() {
    return component;
  }

  /** The field as it stands, in the message's own bytes; empty if it is not there. MSH-2 to MSH-18. */
  byte[] bytes(int field) {
    return field > fields ? new byte[0] : Arrays.copyOfRange(body, starts[field], ends[field]);
  }

  /** The field as it stands; empty if it is not there. */
  String text(int field) {
    if (field > fields) {
      return "";
    }
    int end = ends[field];
    int start = starts[field];
    while (end > start && (body[end - 1] == ' ' || body[end - 1] == '\t')) {
      end--;
    }
    return new String(body, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private String part(int field, int number) {
    String text = text(field);
    int from = 0;
    for (int i = 1; i < number; i++) {
      int next = text.indexOf((char) component, from);
      if (next < 0) {
        return "";
      }
      from = next + 1;
    }
    int end = text.indexOf((char) component, from);
    return text.substring(from, end < 0 ? text.length() : end);
  }

  /** MSH-9.1, {@code ORU}. */
  public String messageCode() {
    return part(9, 1);
  }

  /** MSH-9.2, {@code R01}. */
  String trigger() {
    return part(9, 2);
  }

  /** MSH-10; empty if the message has none. */
  public String controlId() {
    return text(10);
  }

  /** Whether MSH-10 has a value and was not cut off: of a message that broke off its end may be missing. */
  public boolean hasWholeControlId() {
    return !controlId().isEmpty() && ends[10] < body.length;
  }

  /** MSH-12.1, {@code 2.5.1}; empty if the message does not say. */
  String version() {
    return part(12, 1);
  }

  /** MSH-15: when an acknowledgement says who has the message. */
  public String acceptAcknowledgement() {
    return text(15);
  }

  /** MSH-16: when one says what became of it. */
  public String applicationAcknowledgement() {
    return text(16);
  }

  /** Whether MSH-18 names a character set. */
  public boolean namesCharset() {
    String text = text(18);
    return !text.isEmpty() && !text.equals("\"\"");
  }
}
