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

  private final Block block;
  private final Header header;

  Hl7Template(Block block, Header header) {
    this.block = block;
    this.header = header;
  }

  /** What stands at one place of a message or of an each's element. */
  sealed interface Item {}

  /**
   * A segment.
   *
   * @param name what it begins with, up to the first field of {@code fields}
   * @param fields null where no rule sets one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Segment(String name, @Nullable Node[] fields) implements Item {}

  /** What an each has added to the list. */
  record Repeated(int list) implements Item {}

  /**
   * The shape of the segments of a message, or of those that an each adds for one element.
   *
   * @param depths of the targets, by their cells
   * @param lists how many eachs add to it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(Item[] items, int[] depths, int lists) implements Output.Shape {}

  /** A field, repetition, component or subcomponent: a leaf with a cell, or (cell -1) its parts. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Node(int cell, @Nullable Node[] parts) {}

  /** The cells of MSH that the engine fills where no rule has a value, -1 for none; and those of MSH-9. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Header(int date, int controlId, int processing, int version, int charset, int[] type) {}

  @Override
  public Cells begin(Values values) {
    return new Hl7Cells(this, block, values, false);
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
    writeItems(cells, out);
    return out.toString();
  }

  private static void writeItems(Hl7Cells cells, StringBuilder out) {
    for (Item item : cells.block().items) {
      switch (item) {
        case Segment segment -> writeSegment(segment, cells, out);
        case Repeated repeated -> {
          for (Hl7Cells element : cells.list(repeated.list)) {
            writeItems(element, out);
          }
        }
      }
    }
  }

  private static void writeSegment(Segment segment, Hl7Cells cells, StringBuilder out) {
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
