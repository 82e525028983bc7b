package io.roundtrip.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values on their way into JSON: texts, and ranges of a JSON message's bytes. Confined to one message. */
final class JsonCells implements Cells {
  private static final long EMPTY = -1;
  private static final long NULL = -2;
  private static final byte[] NULL_LITERAL = {'n', 'u', 'l', 'l'};

  private final JsonTemplate template;
  private final Values values;
  private final @Nullable String[] texts;
  private final long[] ranges;
  private int size;

  JsonCells(JsonTemplate template, Values values, int cells) {
    this.template = template;
    this.values = values;
    this.texts = new @Nullable String[cells];
    this.ranges = new long[cells];
    Arrays.fill(ranges, EMPTY);
  }

  @Override
  public void setData(int cell, String text) {
    texts[cell] = text;
    size += text.length();
  }

  @Override
  public void setAsWritten(int cell, String text) {
    setData(cell, text);
  }

  /** A JSON value stays as written, an HL7 explicit null becomes JSON's null, all else is a string. */
  @Override
  public boolean copy(int cell, Values from, int slot) throws BadMessage {
    if (from instanceof JsonValues json && from.path(slot) instanceof MessagePath.Pointer) {
      long range = json.range(slot);
      ranges[cell] = range;
      size += JsonValues.end(range) - JsonValues.start(range);
      return true;
    }
    String text = from.text(slot);
    if (text != null && text.equals("\"\"") && from.path(slot) instanceof MessagePath.Hl7Path) {
      ranges[cell] = NULL;
    } else if (text != null) {
      setData(cell, text);
    }
    return true;
  }

  /** Writes a cell's value; false if it has none. */
  boolean write(int cell, JsonBytes out) {
    String text = texts[cell];
    long range = ranges[cell];
    if (text != null) {
      out.addString(text);
    } else if (range == NULL) {
      out.add(NULL_LITERAL);
    } else if (range != EMPTY && values instanceof JsonValues json) {
      out.add(json.bytes(), JsonValues.start(range), JsonValues.end(range));
    } else {
      return false;
    }
    return true;
  }

  @Override
  public Prepared.Mapped finish() {
    return new Prepared.Mapped(
        template.write(this, size + 32 * texts.length + 16), "application/json");
  }
}
