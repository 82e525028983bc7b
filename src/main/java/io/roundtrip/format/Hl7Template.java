package io.roundtrip.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the HL7 v2 message that a map makes. Immutable.
 *
 * <p>MSH is built first and always; a segment without a value is left out, and so are empty fields, repetitions and
 * components at the end. Each segment ends with CR. The bytes are UTF-8, and MSH-18 says so once they are not ASCII.
 */
final class Hl7Template implements Output {
  /** MSH-18 of output that is not ASCII. */
  static final String UNICODE = "UNICODE UTF-8";

  private static final String CONTENT_TYPE = "application/hl7-v2; charset=UTF-8";
  private static final String DELIMITERS = "|~^&";

  private final Segment[] segments;
  private final Header header;
  private final int[] depths;

  Hl7Template(Segment[] segments, Header header, int[] depths) {
    this.segments = segments;
    this.header = header;
    this.depths = depths;
  }

  /**
   * A segment.
   *
   * @param name what it begins with, up to the first field of {@code fields}
   * @param fields null where no rule sets one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Segment(String name, @Nullable Node[] fields) {}

  /** A field, repetition, component or subcomponent: a leaf with a cell, or (cell -1) its parts. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Node(int cell, @Nullable Node[] parts) {}

  /** The cells of MSH that the engine fills where no rule has a value, -1 for none; and those of MSH-9. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Header(int date, int controlId, int processing, int version, int charset, int[] type) {}

  @Override
  public Cells begin(Values values) {
    return new Hl7Cells(this, values.input(), depths);
  }

  Header header() {
    return header;
  }

  Prepared.Mapped write(Hl7Cells cells) {
    String text = text(cells);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length != text.length() && cells.fill(header.charset(), UNICODE)) {
      bytes = text(cells).getBytes(StandardCharsets.UTF_8);
    }
    return new Prepared.Mapped(bytes, CONTENT_TYPE);
  }

  private String text(Hl7Cells cells) {
    StringBuilder out = new StringBuilder(512);
    for (Segment segment : segments) {
      int start = out.length();
      out.append(segment.name).append('|');
      int empty = out.length();
      writeParts(segment.fields, 0, cells, out);
      if (out.length() == empty) {
        out.setLength(start);
      } else {
        out.append('\r');
      }
    }
    return out.toString();
  }

  /** Writes parts with the delimiters of their level between them, and none after the last that has a value. */
  private static void writeParts(
      @Nullable Node[] parts, int level, Hl7Cells cells, StringBuilder out) {
    int delimiters = 0;
    for (Node part : parts) {
      if (part != null) {
        int before = out.length();
        out.repeat(DELIMITERS.charAt(level), delimiters);
        int start = out.length();
        write(part, level, cells, out);
        if (out.length() == start) {
          out.setLength(before);
        } else {
          delimiters = 0;
        }
      }
      delimiters++;
    }
  }

  private static void write(Node node, int level, Hl7Cells cells, StringBuilder out) {
    if (node.cell < 0) {
      writeParts(node.parts, level + 1, cells, out);
    } else {
      String text = cells.get(node.cell);
      if (text != null) {
        out.append(text);
      }
    }
  }
}
