package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Hl7Path;
import org.jspecify.annotations.Nullable;

/**
 * Values of an HL7 v2 message. Confined to one message.
 *
 * <p>A leaf is read with its escape sequences decoded. A field or component that has parts is read as it stands, with
 * its delimiters. HL7's explicit null ({@code ""}) is a value: the text of two quotes.
 */
final class Hl7Values extends Values {
  private final Hl7Message message;

  Hl7Values(MessagePath[] paths, Input input, Hl7Message message) {
    super(paths, input);
    this.message = message;
  }

  @Override
  String whole() {
    return message.text();
  }

  @Override
  @Nullable String bodyText(int slot) {
    Hl7Path path = (Hl7Path) path(slot);
    long range = message.locate(path);
    if (range == Hl7Message.NONE) {
      return null;
    }
    int from = Hl7Message.start(range);
    int to = Hl7Message.end(range);
    return path.isDelimiters() || hasParts(path, from, to)
        ? message.text().substring(from, to)
        : Hl7Escapes.decode(message.text(), from, to, message.delimiters(), message.charset());
  }

  /**
   * A value encoded for HL7 output; null if it is missing. Parts stay parts where the target, at the given depth, has
   * room for them, which is where it is no deeper than the source; else they are text.
   */
  @Nullable String encoded(int slot, int targetDepth) throws BadMessage {
    if (!(path(slot) instanceof Hl7Path path) || path.isDelimiters()) {
      String text = text(slot);
      return text == null ? null : Hl7Escapes.encode(text);
    }
    long range = message.locate(path);
    int from = Hl7Message.start(range);
    int to = Hl7Message.end(range);
    if (range == Hl7Message.NONE || from == to) {
      return null;
    }
    return targetDepth > path.depth() && hasParts(path, from, to)
        ? Hl7Escapes.encode(message.text().substring(from, to))
        : Hl7Escapes.carryOver(message.text(), from, to, message.delimiters(), message.charset());
  }

  private boolean hasParts(Hl7Path path, int from, int to) {
    Hl7Delimiters delimiters = message.delimiters();
    return (path.depth() < 3 && message.text().indexOf(delimiters.subcomponent(), from, to) >= 0)
        || (path.depth() == 1 && message.text().indexOf(delimiters.component(), from, to) >= 0);
  }
}
