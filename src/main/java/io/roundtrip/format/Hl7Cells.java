package io.roundtrip.format;

import org.jspecify.annotations.Nullable;

/** Values on their way into HL7 v2, encoded. Confined to one message. */
final class Hl7Cells implements Cells {
  private final Hl7Template template;
  private final Input input;
  private final int[] depths;
  private final @Nullable String[] texts;

  Hl7Cells(Hl7Template template, Input input, int[] depths) {
    this.template = template;
    this.input = input;
    this.depths = depths;
    this.texts = new @Nullable String[depths.length];
  }

  @Nullable String get(int cell) {
    return texts[cell];
  }

  @Override
  public void setData(int cell, String text) {
    texts[cell] = Hl7Escapes.encode(text);
  }

  @Override
  public void setAsWritten(int cell, String text) {
    texts[cell] = text;
  }

  @Override
  public boolean copy(int cell, Values from, int slot) throws BadMessage {
    if (from.isTree(slot)) {
      return false;
    }
    if (from instanceof Hl7Values hl7) {
      texts[cell] = hl7.encoded(slot, depths[cell]);
    } else {
      String text = from.text(slot);
      texts[cell] = text == null ? null : Hl7Escapes.encode(text);
    }
    return true;
  }

  /** Sets a cell that no rule has set; false if there is nothing to set. */
  boolean fill(int cell, String text) {
    if (cell < 0 || texts[cell] != null) {
      return false;
    }
    texts[cell] = text;
    return true;
  }

  @Override
  public Prepared.Mapped finish() throws BadMessage {
    Hl7Template.Header header = template.header();
    requireType(header.type());
    if (isEmpty(header.date())) {
      texts[header.date()] = Hl7Time.format(input.epochMillis());
    }
    if (isEmpty(header.controlId())) {
      texts[header.controlId()] = ControlId.of(input.messageId());
    }
    fill(header.processing(), "P");
    fill(header.version(), "2.5.1");
    return template.write(this);
  }

  private boolean isEmpty(int cell) {
    return cell >= 0 && texts[cell] == null;
  }

  private void requireType(int[] cells) throws BadMessage {
    for (int cell : cells) {
      if (texts[cell] != null) {
        return;
      }
    }
    throw BadMessage.missing("rule for 'MSH-9': the message type has no value, and HL7 needs one");
  }
}
