package io.roundtrip.format;

import io.roundtrip.net.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values on their way into JSON: texts, and ranges of a JSON message's bytes. Confined to one message. */
final class JsonCells implements Cells {
  private static final long EMPTY = -1;
  private static final long NULL = -2;
  private static final byte[] NULL_LITERAL = {'n', 'u', 'l', 'l'};

  /** The cell's text is JSON already. */
  private static final long LITERAL = -3;

  private final JsonTemplate shape;
  private final Values values;
  private final @Nullable JsonCells around;
  private final @Nullable String[] texts;
  private final long[] ranges;
  private final @Nullable List<JsonCells>[] lists;
  private int size;

  /**
   * Empty cells.
   *
   * @param around those of the element or message that this is an element in; null for the message itself
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists cannot be made otherwise
  JsonCells(JsonTemplate shape, Values values, @Nullable JsonCells around) {
    this.shape = shape;
    this.values = values;
    this.around = around;
    this.texts = new @Nullable String[shape.cells()];
    this.ranges = new long[shape.cells()];
    this.lists = new @Nullable List[shape.lists()];
    Arrays.fill(ranges, EMPTY);
  }

  @Override
  public void setData(int cell, String text) throws BadMessage {
    texts[cell] = text;
    grow(text.length());
  }

  @Override
  public void setAsWritten(int cell, String text) throws BadMessage {
    setData(cell, text);
  }

  @Override
  public void setLiteral(int cell, String json) throws BadMessage {
    setData(cell, json);
    ranges[cell] = LITERAL;
  }

  private void grow(int length) throws BadMessage {
    size += length;
    if (around != null) {
      values.iterations().spendText(length);
    }
  }

  @Override
  public Cells append(Each.Growth growth) {
    JsonCells place = this;
    for (int i = 0; i < growth.up() && place.around != null; i++) {
      place = place.around;
    }
    List<JsonCells> list = place.lists[growth.list()];
    if (list == null) {
      list = new ArrayList<>();
      place.lists[growth.list()] = list;
    }
    JsonCells element = new JsonCells((JsonTemplate) growth.shape(), values, this);
    list.add(element);
    return element;
  }

  /** A JSON value stays as written, an HL7 explicit null becomes JSON's null, all else is a string. */
  @Override
  public boolean copy(int cell, Values from, int slot) throws BadMessage {
    if (from instanceof JsonValues json && isJson(from.path(slot))) {
      long range = json.range(slot);
      ranges[cell] = range;
      grow(JsonValues.end(range) - JsonValues.start(range));
      return true;
    }
    if (from.isMany(slot)) {
      copyAll(cell, from.bodyTexts(slot));
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

  private static boolean isJson(MessagePath path) {
    return path instanceof MessagePath.Pointer || path instanceof MessagePath.JsonPath;
  }

  private void copyAll(int cell, List<String> all) throws BadMessage {
    StringBuilder array = new StringBuilder();
    for (String text : all) {
      array.append(array.isEmpty() ? '[' : ',');
      if (text.equals("\"\"")) {
        array.append("null");
      } else {
        Json.string(array, text);
      }
    }
    if (!array.isEmpty()) {
      setLiteral(cell, array.append(']').toString());
    }
  }

  /** Writes a cell's value; false if it has none. */
  boolean write(int cell, JsonBytes out) {
    String text = texts[cell];
    long range = ranges[cell];
    if (range == LITERAL && text != null) {
      out.add(text.getBytes(StandardCharsets.UTF_8));
    } else if (text != null) {
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

  /** Writes what eachs have added to a list, the given sign before it; false if nothing. */
  boolean writeList(int list, char first, JsonBytes out) {
    List<JsonCells> elements = lists[list];
    boolean any = false;
    for (JsonCells element : elements == null ? List.<JsonCells>of() : elements) {
      int before = out.length();
      out.add(any ? ',' : first);
      if (element.shape.writeElement(element, out)) {
        any = true;
      } else {
        out.cutTo(before);
      }
    }
    return any;
  }

  @Override
  public Prepared.Mapped finish() throws BadMessage {
    return shape.write(this, size + 32 * texts.length + 16);
  }
}
