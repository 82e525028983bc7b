package io.roundtrip.format;

import org.jspecify.annotations.Nullable;

/**
 * The shape of JSON that a map makes. Immutable.
 *
 * <p>What has no value is left out, with the objects and arrays that would be empty; a gap in an array is null. A map
 * none of whose rules has a value makes {@code {}}, or {@code []} where its targets begin with an index.
 */
final class JsonTemplate implements Output {
  private final Node root;
  private final int cells;

  JsonTemplate(Node root, int cells) {
    this.root = root;
    this.cells = cells;
  }

  /** What stands at one place. */
  sealed interface Node {}

  /** A value. */
  record Leaf(int cell) implements Node {}

  /** An object; names are encoded, with their colon. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Members(byte[][] names, Node[] values) implements Node {}

  /** An array; null where no rule sets the element. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Elements(@Nullable Node[] values) implements Node {}

  @Override
  public Cells begin(Values values) {
    return new JsonCells(this, values, cells);
  }

  byte[] write(JsonCells from, int estimate) {
    JsonBytes out = new JsonBytes(estimate);
    if (!write(root, from, out)) {
      out.add(root instanceof Elements ? '[' : '{');
      out.add(root instanceof Elements ? ']' : '}');
    }
    return out.toByteArray();
  }

  /** Writes a node; false if it has no value, with nothing written. */
  private static boolean write(Node node, JsonCells from, JsonBytes out) {
    return switch (node) {
      case Leaf leaf -> from.write(leaf.cell(), out);
      case Members members -> writeMembers(members, from, out);
      case Elements elements -> writeElements(elements.values(), from, out);
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

  private static boolean writeElements(@Nullable Node[] values, JsonCells from, JsonBytes out) {
    int start = out.length();
    out.add('[');
    int end = start;
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
    if (end > start) {
      out.add(']');
    }
    return end > start;
  }
}
