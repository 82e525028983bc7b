package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Header;
import io.roundtrip.format.MessagePath.Hl7Path;
import io.roundtrip.format.MessagePath.JsonPath;
import io.roundtrip.format.MessagePath.Pointer;
import io.roundtrip.format.MessagePath.Whole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message's values, by the slots of the paths that lead to them. Confined to the thread that maps the message.
 *
 * <p>A value that is empty, or JSON's null, counts as missing wherever a text is asked for.
 */
abstract sealed class Values permits JsonValues, Hl7Values, PlainValues {
  private final MessagePath[] paths;
  private final Input input;
  private final Iterations iterations;

  Values(MessagePath[] paths, Input input, int levels) {
    this.paths = paths;
    this.input = input;
    this.iterations = new Iterations(levels);
  }

  /** The value as text, null if it is missing or {@linkplain #isTree has no text}. */
  final @Nullable String text(int slot) throws BadMessage {
    String text =
        switch (paths[slot]) {
          case Header header -> input.headers().get(header.name());
          case Whole whole -> whole();
          case Pointer pointer -> bodyText(slot);
          case Hl7Path path -> bodyText(slot);
          case JsonPath path -> bodyText(slot);
          case MessagePath.ElementNumber number ->
              String.valueOf(iterations.number(number.level()));
          case MessagePath.Hl7Each each -> null; // is no value, and no rule has it
        };
    return text == null || text.isEmpty() ? null : text;
  }

  /** Whether there is a value: a text that is not empty, or a tree. */
  final boolean has(int slot) throws BadMessage {
    return isMany(slot) ? !bodyTexts(slot).isEmpty() : text(slot) != null || isTree(slot);
  }

  /** Whether the path leads to several values: {@link #text} then knows none of them. */
  final boolean isMany(int slot) {
    return paths[slot].isMany();
  }

  /** The values of a path that leads to several, without the empty ones. */
  List<String> bodyTexts(int slot) throws BadMessage {
    return List.of();
  }

  /** What the each of the level runs for that has the path. */
  Elements elements(int slot, int level) throws BadMessage {
    return Elements.NONE;
  }

  /** How far the eachs have come. */
  final Iterations iterations() {
    return iterations;
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
