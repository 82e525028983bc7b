package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Header;
import io.roundtrip.format.MessagePath.Hl7Path;
import io.roundtrip.format.MessagePath.Pointer;
import io.roundtrip.format.MessagePath.Whole;
import org.jspecify.annotations.Nullable;

/**
 * One message's values, by the slots of the paths that lead to them. Confined to the thread that maps the message.
 *
 * <p>A value that is empty, or JSON's null, counts as missing wherever a text is asked for.
 */
abstract sealed class Values permits JsonValues, Hl7Values, PlainValues {
  private final MessagePath[] paths;
  private final Input input;

  Values(MessagePath[] paths, Input input) {
    this.paths = paths;
    this.input = input;
  }

  /** The value as text, null if it is missing or {@linkplain #isTree has no text}. */
  final @Nullable String text(int slot) throws BadMessage {
    String text =
        switch (paths[slot]) {
          case Header header -> input.headers().get(header.name());
          case Whole whole -> whole();
          case Pointer pointer -> bodyText(slot);
          case Hl7Path path -> bodyText(slot);
        };
    return text == null || text.isEmpty() ? null : text;
  }

  /** Whether there is a value: a text that is not empty, or a tree. */
  final boolean has(int slot) throws BadMessage {
    return text(slot) != null || isTree(slot);
  }

  /** Whether the value is an object or an array. */
  boolean isTree(int slot) {
    return false;
  }

  final MessagePath path(int slot) {
    return paths[slot];
  }

  final Input input() {
    return input;
  }

  /** The message as text. */
  abstract String whole() throws BadMessage;

  /** The text at a path into the body. */
  abstract @Nullable String bodyText(int slot) throws BadMessage;
}
