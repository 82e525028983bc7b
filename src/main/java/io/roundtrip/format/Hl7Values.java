package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Hl7Each;
import io.roundtrip.format.MessagePath.Hl7Path;
import io.roundtrip.format.MessagePath.SegmentStep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of an HL7 v2 message. Confined to one message.
 *
 * <p>A leaf is read with its escape sequences decoded. A field or component that has parts is read as it stands, with
 * its delimiters. HL7's explicit null ({@code ""}) is a value: the text of two quotes.
 */
final class Hl7Values extends Values {
  private final Hl7Message message;
  private final Hl7Places places;
  private final long[] located;
  private final int[] versions;

  Hl7Values(MessagePath[] paths, Input input, int levels, Hl7Message message) {
    super(paths, input, levels);
    this.message = message;
    this.places = new Hl7Places(message, levels);
    this.located = new long[levels == 0 ? 0 : paths.length];
    this.versions = Iterations.unread(located.length);
  }

  @Override
  String whole() {
    return message.text();
  }

  @Override
  @Nullable String bodyText(int slot) {
    Hl7Path path = (Hl7Path) path(slot);
    return path.isMany() ? null : text(path, locate(slot));
  }

  private @Nullable String text(Hl7Path path, long range) {
    if (range == Hl7Message.NONE) {
      return null;
    }
    int from = Hl7Message.start(range);
    int to = Hl7Message.end(range);
    return path.isDelimiters() || hasParts(path, from, to)
        ? message.text().substring(from, to)
        : Hl7Escapes.decode(message.text(), from, to, message.delimiters(), message.charset());
  }

  @Override
  List<String> bodyTexts(int slot) throws BadMessage {
    Hl7Path path = (Hl7Path) path(slot);
    iterations().spendSearch(message.segments());
    List<String> texts = new ArrayList<>();
    for (long range : places.all(path)) {
      String text = text(path, range);
      if (text != null && !text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Where the path's value stands; looked for once for each element that it may depend on. */
  private long locate(int slot) {
    Hl7Path path = (Hl7Path) path(slot);
    if (located.length == 0) {
      return places.locate(path);
    }
    int version = iterations().version(path.level());
    if (versions[slot] != version) {
      versions[slot] = version;
      located[slot] = places.locate(path);
    }
    return located[slot];
  }

  @Override
  Elements elements(int slot, int level) throws BadMessage {
    Hl7Each of = (Hl7Each) path(slot);
    if (of.field() > 0) {
      return repetitions(of, level);
    }
    List<SegmentStep> steps = of.steps();
    int parent = places.walk(of.level(), steps.subList(0, steps.size() - 1));
    if (parent == Hl7Places.NOWHERE) {
      return Elements.NONE;
    }
    int end = steps.size() > 1 ? message.groupEnd(parent, places.end()) : places.end();
    iterations().spendSearch(end - parent);
    String name = steps.getLast().name();
    int[] at = {parent + 1};
    return () -> {
      int next = message.find(name, 1, at[0], end);
      if (next < 0) {
        return false;
      }
      at[0] = message.groupEnd(next, end);
      places.put(level, next, at[0]);
      return true;
    };
  }

  private Elements repetitions(Hl7Each of, int level) {
    int segment = places.walk(of.level(), of.steps());
    long field =
        segment == Hl7Places.NOWHERE ? Hl7Message.NONE : message.field(segment, of.field());
    if (field == Hl7Message.NONE || Hl7Message.start(field) == Hl7Message.end(field)) {
      return Elements.NONE;
    }
    int end = Hl7Message.end(field);
    int[] at = {Hl7Message.start(field)};
    return () -> {
      if (at[0] > end) {
        return false;
      }
      long next = message.piece(Hl7Message.range(at[0], end), message.delimiters().repetition(), 1);
      places.put(level, next);
      at[0] = Hl7Message.end(next) + 1;
      return true;
    };
  }

  /**
   * A value encoded for HL7 output; null if it is missing. Parts stay parts where the target, at the given depth, has
   * room for them, which is where it is no deeper than the source; else they are text. Several values become
   * repetitions.
   */
  @Nullable String encoded(int slot, int targetDepth) throws BadMessage {
    if (!(path(slot) instanceof Hl7Path path) || path.isDelimiters()) {
      String text = text(slot);
      return text == null ? null : Hl7Escapes.encode(text);
    }
    if (!path.isMany()) {
      return encoded(path, locate(slot), targetDepth);
    }
    iterations().spendSearch(message.segments());
    StringBuilder all = new StringBuilder();
    for (long range : places.all(path)) {
      String one = encoded(path, range, targetDepth);
      if (one != null) {
        all.append(all.isEmpty() ? "" : "~").append(one);
      }
    }
    return all.isEmpty() ? null : all.toString();
  }

  private @Nullable String encoded(Hl7Path path, long range, int targetDepth) {
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
