package io.roundtrip.format;

import io.roundtrip.conf.PathText;
import io.roundtrip.format.MessagePath.Header;
import io.roundtrip.format.MessagePath.JsonPath;
import io.roundtrip.format.MessagePath.Whole;
import io.roundtrip.model.Format;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths that a route's filter and rules read, each once, numbered. Confined to the compiling thread; what it
 * collects is then {@link #paths copied}.
 */
final class Slots {
  private final Format format;
  private final Problems problems;
  private final List<MessagePath> paths = new ArrayList<>();
  private int levels;
  private boolean needsOutline;

  Slots(Format format, Problems problems) {
    this.format = format;
    this.problems = problems;
    this.needsOutline = format == Format.FHIR; // its structure is checked
  }

  /** The slot of a path outside of every each, which leads to one value. */
  int of(PathText text) {
    return single(text, Scope.MESSAGE);
  }

  /** The slot of a path that leads to one value. */
  int single(PathText text, Scope scope) {
    int slot = any(text, scope);
    if (paths.get(slot).isMany()) {
      problems.add(
          text,
          "reads several values: use it in a rule of from alone, in concat or in a condition, or"
              + " write an each");
    }
    return slot;
  }

  /** The slot of a path. A path in error has a slot too, so that compiling can go on to the next error. */
  int any(PathText text, Scope scope) {
    return slot(PathCompiler.source(text, format, scope, problems));
  }

  private int slot(@Nullable MessagePath found) {
    MessagePath path = found == null ? new Whole() : found;
    needsOutline |= path instanceof JsonPath;
    int slot = paths.indexOf(path);
    if (slot < 0) {
      slot = paths.size();
      paths.add(path);
    }
    return slot;
  }

  /** The slot of what an each in the scope runs for. */
  int each(PathText text, Scope scope) {
    levels = Math.max(levels, scope.level() + 1);
    needsOutline = true;
    return slot(PathCompiler.each(text, format, scope, problems));
  }

  boolean isMany(int slot) {
    return paths.get(slot).isMany();
  }

  /** How deep eachs lie within each other. */
  int levels() {
    return levels;
  }

  /** Whether values are looked for in the whole of a JSON message, and not picked while it is read. */
  boolean needOutline() {
    return needsOutline;
  }

  /** Whether any path needs the message's body. */
  boolean needBody() {
    for (MessagePath path : paths) {
      if (!(path instanceof Header)) {
        return true;
      }
    }
    return false;
  }

  MessagePath[] paths() {
    return paths.toArray(new MessagePath[0]);
  }
}
