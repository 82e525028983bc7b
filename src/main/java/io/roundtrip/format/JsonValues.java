package io.roundtrip.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of a JSON message, kept as the ranges of its bytes where they stand. Confined to one message.
 *
 * <p>A value is copied to JSON output from its range, so that it stays exactly as written; its text is made only where
 * a rule needs one.
 */
sealed class JsonValues extends Values permits JsonOutlineValues {
  /** The range of a value that the document does not have. */
  static final long NONE = -1;

  private final JsonDocument document;
  private final long[] ranges;

  JsonValues(MessagePath[] paths, Input input, int levels, JsonDocument document) {
    super(paths, input, levels);
    this.document = document;
    this.ranges = new long[paths.length];
    Arrays.fill(ranges, NONE);
  }

  /** Keeps the value that begins at an offset in the document; an end of -1 is that of a scalar, found here. */
  void keep(int slot, int offset, int end) {
    int from = document.start() + offset;
    int to = end < 0 ? JsonText.scalarEnd(document.bytes(), from) : document.start() + end;
    ranges[slot] = ((long) from << 32) | to;
  }

  /** Drops what was read at a node and inside it, for there is a later member of the same name. */
  void forget(JsonTrie.Node node) {
    if (node.slot() >= 0) {
      ranges[node.slot()] = NONE;
    }
    for (JsonTrie.Node child : node.children()) {
      forget(child);
    }
  }

  /** Where the value stands in {@link #bytes}: start in the upper half, end in the lower; or {@link #NONE}. */
  long range(int slot) {
    return ranges[slot];
  }

  final byte[] bytes() {
    return document.bytes();
  }

  /** The value as it stands in the document, which has it. */
  String written(int slot) {
    long range = range(slot);
    return new String(bytes(), start(range), end(range) - start(range), StandardCharsets.UTF_8);
  }

  static int start(long range) {
    return (int) (range >> 32);
  }

  static int end(long range) {
    return (int) range;
  }

  @Override
  String whole() {
    return document.text();
  }

  @Override
  boolean isTree(int slot) {
    long range = range(slot);
    return range != NONE
        && (bytes()[start(range)] == (byte) '{' || bytes()[start(range)] == (byte) '[');
  }

  @Override
  @Nullable String bodyText(int slot) {
    long range = range(slot);
    if (range == NONE || isTree(slot)) {
      return null;
    }
    return JsonText.of(bytes(), start(range), end(range));
  }
}
