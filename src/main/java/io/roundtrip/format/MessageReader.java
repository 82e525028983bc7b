package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Header;
import io.roundtrip.model.Format;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Reads the values that a route needs from its messages. Immutable. */
final class MessageReader {
  private final Format format;
  private final boolean parses;
  private final MessagePath[] paths;
  private final JsonTrie trie;

  MessageReader(Format format, Slots slots) {
    this.format = format;
    this.parses = slots.needBody();
    this.paths = slots.paths();
    this.trie = JsonTrie.of(paths);
  }

  /** Whether the body is looked at; else it may be anything. */
  boolean parses() {
    return parses;
  }

  /** Names of the headers it looks at. */
  List<String> headers() {
    return Arrays.stream(paths)
        .flatMap(path -> path instanceof Header header ? Stream.of(header.name()) : Stream.of())
        .toList();
  }

  Values read(Input input) throws BadMessage {
    if (!parses) {
      return new PlainValues(paths, input);
    }
    return switch (format) {
      case JSON -> JsonReader.read(paths, trie, input);
      case HL7V2 -> new Hl7Values(paths, input, Hl7Message.parse(input));
      case TEXT, BYTES -> new PlainValues(paths, input);
    };
  }
}
