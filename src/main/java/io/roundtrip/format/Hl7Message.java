package io.roundtrip.format;

import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * An HL7 v2 message, cut into segments; fields are found when they are asked for. Immutable once parsed.
 *
 * <p>Real feeds are accepted: a byte-order mark, CR, LF or CRLF, blank lines. Blanks at the end of a
 * segment belong to its last field: nothing is lost.
 */
final class Hl7Message {
  /** What stands for a place that the message does not have. */
  static final long NONE = -1;

  private static final int MSH = name("MSH", 0);

  private final String text;
  private final Charset charset;
  private final Hl7Delimiters delimiters;
  private int count;
  private int[] names = new int[16];
  private int[] starts = new int[16];
  private int[] ends = new int[16];

  private Hl7Message(String text, Charset charset) throws BadMessage {
    this.text = text;
    this.charset = charset;
    int start = 0;
    while (start < text.length() && (isLineEnd(text.charAt(start)) || text.charAt(start) == ' ')) {
      start++;
    }
    if (!text.startsWith("MSH", start)) {
      throw BadMessage.malformed(
          start == text.length()
              ? "the message is empty: expected MSH"
              : "the message does not begin with MSH");
    }
    this.delimiters = Hl7Delimiters.read(text, start, lineEnd(start));
    cut(start);
  }

  /** Parses a message's body. */
  static Hl7Message parse(Input input) throws BadMessage {
    byte[] body = input.body();
    int from = Utf8.byteOrderMark(body);
    Charset declared = Charsets.ofContentType(input.contentType());
    Charset charset = declared == null ? Hl7Charset.of(body, from) : declared;
    return new Hl7Message(Charsets.decode(body, from, charset, "MSH-18 or Content-Type"), charset);
  }

  private void cut(int start) throws BadMessage {
    int line = 0;
    int next;
    for (int at = start; at < text.length(); at = next) {
      int end = lineEnd(at);
      next = end + 1;
      line++;
      if (!isBlank(at, end)) {
        add(at, end, line);
      } else if (end > 0
          && end < text.length()
          && text.charAt(end) == '\n'
          && text.charAt(end - 1) == '\r') {
        line--;
      }
    }
  }

  private boolean isBlank(int from, int to) {
    int at = from;
    while (at < to && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at == to;
  }

  private void add(int at, int end, int line) throws BadMessage {
    if (end - at < 3
        || !Hl7PathParser.isSegmentName(text, at)
        || (end - at > 3 && text.charAt(at + 3) != delimiters.field())) {
      throw BadMessage.malformed(
          "line " + line + " of the message does not begin with a segment name and a separator");
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    names[count] = name(text, at);
    if (count > 0 && names[count] == MSH) {
      throw BadMessage.malformed(
          "a second MSH at line " + line + ": send one message at a time, or POST /batch");
    }
    starts[count] = at;
    ends[count++] = end;
  }

  private int lineEnd(int from) {
    int at = from;
    while (at < text.length() && !isLineEnd(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static boolean isLineEnd(int c) {
    return c == '\r' || c == '\n';
  }

  private static int name(String text, int at) {
    return (text.charAt(at) << 16) | (text.charAt(at + 1) << 8) | text.charAt(at + 2);
  }

  String text() {
    return text;
  }

  Charset charset() {
    return charset;
  }

  Hl7Delimiters delimiters() {
    return delimiters;
  }

  /** How many segments it has. */
  int segments() {
    return count;
  }

  /** The segment of the name that is the given one of those from {@code from} to {@code to}; -1 if there is none. */
  int find(String name, int occurrence, int from, int to) {
    int code = name(name, 0);
    int left = occurrence;
    for (int i = from; i < to; i++) {
      if (names[i] == code && --left == 0) {
        return i;
      }
    }
    return -1;
  }

  /** Where the group of a segment ends: at the next of its name before {@code to}, else there. */
  int groupEnd(int segment, int to) {
    for (int i = segment + 1; i < to; i++) {
      if (names[i] == names[segment]) {
        return i;
      }
    }
    return to;
  }

  /** Where a field with all its repetitions stands; {@link #NONE} if the segment ends before it. */
  long field(int segment, int field) {
    int start = starts[segment] + 3;
    int end = ends[segment];
    if (names[segment] == MSH && field <= 2) {
      return field == 1
          ? range(start, start + 1)
          : piece(range(start + 1, end), delimiters.field(), 1);
    }
    // What follows the name begins with a separator, so that field n is piece n + 1; in MSH that
    // separator is MSH-1.
    int piece = names[segment] == MSH ? field : field + 1;
    return piece(range(start, end), delimiters.field(), piece);
  }

  /** A part of a place, counted from 1; {@link #NONE} if it has fewer. */
  long piece(long range, char delimiter, int number) {
    if (range == NONE) {
      return NONE;
    }
    int from = start(range);
    int end = end(range);
    for (int i = 1; i < number; i++) {
      int next = text.indexOf(delimiter, from, end);
      if (next < 0) {
        return NONE;
      }
      from = next + 1;
    }
    int next = text.indexOf(delimiter, from, end);
    return range(from, next < 0 ? end : next);
  }

  static int start(long range) {
    return (int) (range >> 32);
  }

  static int end(long range) {
    return (int) range;
  }

  static long range(int from, int to) {
    return ((long) from << 32) | to;
  }
}
