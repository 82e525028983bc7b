package io.roundtrip.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values on their way into HL7 v2, encoded. Confined to one message. */
final class Hl7Cells implements Cells {
  private final Hl7Template template;
  private final Hl7Template.Block block;
  private final Values values;
  private final boolean isElement;
  private final @Nullable String[] texts;
  private final @Nullable List<Hl7Cells>[] lists;

  /**
   * Empty cells.
   *
   * @param isElement whether they are those of an each's element, not of the message
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists cannot be made otherwise
  Hl7Cells(Hl7Template template, Hl7Template.Block block, Values values, boolean isElement) {
    this.template = template;
    this.block = block;
    this.values = values;
    this.isElement = isElement;
    this.texts = new @Nullable String[block.depths().length];
    this.lists = new @Nullable List[block.lists()];
  }

  @Nullable String get(int cell) {
    return texts[cell];
  }

  Hl7Template.Block block() {
    return block;
  }

  /** What an each has added. */
  List<Hl7Cells> list(int list) {
    List<Hl7Cells> elements = lists[list];
    return elements == null ? List.of() : elements;
  }

  @Override
  public Cells append(Each.Growth growth) {
    List<Hl7Cells> list = lists[growth.list()];
    if (list == null) {
      list = new ArrayList<>();
      lists[growth.list()] = list;
    }
    Hl7Cells element = new Hl7Cells(template, (Hl7Template.Block) growth.shape(), values, true);
    list.add(element);
    return element;
  }

  @Override
  public void setData(int cell, String text) throws BadMessage {
    set(cell, Hl7Escapes.encode(text));
  }

  @Override
  public void setAsWritten(int cell, String text) throws BadMessage {
    set(cell, text);
  }

  @Override
  public void setLiteral(int cell, String json) throws BadMessage {
    set(cell, json);
  }

  private void set(int cell, @Nullable String text) throws BadMessage {
    texts[cell] = text;
    if (isElement && text != null) {
      values.iterations().spendText(text.length());
    }
  }

  @Override
  public boolean copy(int cell, Values from, int slot) throws BadMessage {
    if (from.isTree(slot)) {
      return false;
    }
    if (from instanceof Hl7Values hl7) {
      set(cell, hl7.encoded(slot, block.depths()[cell]));
    } else {
      String text = from.text(slot);
      set(cell, text == null ? null : Hl7Escapes.encode(text));
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
      texts[header.date()] = Hl7Time.format(values.input().epochMillis());
    }
    if (isEmpty(header.controlId())) {
      texts[header.controlId()] = ControlId.of(values.input().messageId());
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
