package io.roundtrip.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a path of the conf stands: which eachs are around it. Immutable.
 *
 * @param outer the scope around it, null for the message itself
 * @param level how many eachs are around it, this one included
 * @param segments the segments that this each names, as written; empty where it names none
 * @param field the field whose repetitions it runs for, 0 for none
 */
record Scope(@Nullable Scope outer, int level, List<Hl7PathParser.Written> segments, int field) {
  /** Outside of every each. */
  static final Scope MESSAGE = new Scope(null, 0, List.of(), 0);

  /** Inside an each that stands here; {@code text} is its path. */
  Scope inside(String text) {
    Hl7PathParser.Parsed parsed = Hl7PathParser.parse(text);
    return parsed == null
        ? new Scope(this, level + 1, List.of(), 0)
        : new Scope(this, level + 1, parsed.segments(), parsed.field());
  }
}
