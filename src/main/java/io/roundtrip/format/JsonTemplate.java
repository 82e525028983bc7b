package io.roundtrip.format;

import io.roundtrip.model.Format;
import org.jspecify.annotations.Nullable;

/**
 * The shape of JSON that a map makes. Immutable.
 *
 * <p>What has no value is left out, with the objects and arrays that would be empty; a gap in an array is null. A map
 * none of whose rules has a value makes {@code {}}, or {@code []} where its targets begin with an index. It is also the
 * shape of one element that an each adds.
 */
final class JsonTemplate implements Output, Output.Shape {
  private final Node root;
  private final int cells;
  private final int lists;
  private final @Nullable Format format;

  /**
   * A shape.
   *
   * @param lists how many lists grow in it
   * @param format of the whole message; null for an element
   */
  JsonTemplate(Node root, int cells, int lists, @Nullable Format format) {
    this.root = root;
    this.cells = cells;
    this.lists = lists;
    this.format = format;
  }

  int cells() {
    return cells;
  }

  int lists() {
    return lists;
  }

  /** What stands at one place. */
  sealed interface Node {}

  /** A value. */
  record Leaf(int cell) implements Node {}

  /** An object; names are encoded, with their colon. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Members(byte[][] names, Node[] values) implements Node {}

  /** An array; null where no rule sets the element. What eachs add follows, list -1 if they add nothing. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Elements(@Nullable Node[] values, int list) implements Node {}

  @Override
  public Cells begin(Values values) {
    return new JsonCells(this, values, null);
  }

  /** The whole message. */
  Prepared.Mapped write(JsonCells from, int estimate) throws BadMessage {
    JsonBytes out = new JsonBytes(estimate);
    if (!write(root, from, out)) {
      out.add(root instanceof Elements ? '[' : '{');
      out.add(root instanceof Elements ? ']' : '}');
    }
    byte[] body = out.toByteArray();
    if (format == Format.FHIR) {
      FhirStructure.check(
          JsonOutline.read(new JsonDocument(body, 0)), "what the map made is no FHIR: ");
      return new Prepared.Mapped(body, "application/fhir+json");
    }
    return new Prepared.Mapped(body, "application/json");
  }

  /** Writes the element that the cells are of; false if it has no value, with nothing written. */
  boolean writeElement(JsonCells from, JsonBytes out) {
    return write(root, from, out);
  }

  /** Writes a node; false if it has no value, with nothing written. */
  private static boolean write(Node node, JsonCells from, JsonBytes out) {
    return switch (node) {
      case Leaf leaf -> from.write(leaf.cell(), out);
      case Members members -> writeMembers(members, from, out);
      case Elements elements -> writeElements(elements, from, out);
    };
  }

  private static boolean writeMembers(Members members, JsonCells from, JsonBytes out) {
    int start = out.length();
    out.add('{');
    boolean any = false;
    for (int i = 0; i < members.values.length; i++) {
      int before = out.length();
      if (any) {
        out.add(',');
      }
      out.add(members.names[i]);
      if (write(members.values[i], from, out)) {
        any = true;
      } else {
        out.cutTo(before);
      }
    }
    out.add('}');
    if (!any) {
      out.cutTo(start);
    }
    return any;
  }

  private static boolean writeElements(Elements elements, JsonCells from, JsonBytes out) {
    @Nullable Node[] values = elements.values;
    int start = out.length();
    int end = start;
    out.add('[');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.add(',');
      }
      Node value = values[i];
      if (value != null && write(value, from, out)) {
        end = out.length();
      } else {
        out.add('n');
        out.add('u');
        out.add('l');
        out.add('l');
      }
    }
    out.cutTo(end);
    if (elements.list >= 0 && from.writeList(elements.list, end == start ? '[' : ',', out)) {
      end = out.length();
    }
    if (end > start) {
      out.add(']');
    }
    return end > start;
  }
}
