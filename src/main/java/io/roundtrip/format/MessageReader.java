package io.roundtrip.format;

import io.roundtrip.model.Format;

/** Reads the values that a route needs from its messages. Immutable. */
final class MessageReader {
  private final Format format;
  private final boolean parses;
  private final MessagePath[] paths;
  private final JsonTrie trie;
  private final boolean outlines;
  private final int levels;

  /**
   * A reader of the paths in the slots.
   *
   * @param whole whether the body is looked at, and refused where it is wrong, even if no path needs it
   */
  MessageReader(Format format, Slots slots, boolean whole) {
    this.format = format;
    this.parses = whole || slots.needBody();
    this.paths = slots.paths();
    this.trie = JsonTrie.of(paths);
    this.outlines = slots.needOutline();
    this.levels = slots.levels();
  }

  /** Whether the body is looked at; else it may be anything. */
  boolean parses() {
    return parses;
  }

  Values read(Input input) throws BadMessage {
    if (!parses) {
      return new PlainValues(paths, input);
    }
    return switch (format) {
      case JSON, FHIR ->
          outlines
              ? new JsonOutlineValues(paths, input, levels, JsonOutline.read(input))
              : JsonReader.read(paths, trie, input);
      case HL7V2 -> new Hl7Values(paths, input, levels, Hl7Message.parse(input));
      case TEXT, BYTES -> new PlainValues(paths, input);
    };
  }
}
