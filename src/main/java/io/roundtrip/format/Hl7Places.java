package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Hl7Path;
import io.roundtrip.format.MessagePath.SegmentStep;
import java.util.Arrays;
import java.util.List;

/**
 * Where paths lead in one HL7 v2 message: from the message, and from what eachs have put in place. Confined to one
 * message.
 *
 * <p>A segment's group is the segment and what follows it up to the next of its name, or to the end of the group that
 * it lies in. That needs no knowledge of message types, so that it holds for z-segments and for what vendors add.
 */
final class Hl7Places {
  /** The segment of a walk that leads nowhere; the message itself, before its first segment, is -1. */
  static final int NOWHERE = -2;

  private static final long[] NONE = {};

  private final Hl7Message message;
  private final int[] segments;
  private final int[] ends;
  private final long[] repetitions;
  private int end;

  Hl7Places(Hl7Message message, int levels) {
    this.message = message;
    this.segments = levels == 0 ? new int[0] : new int[levels + 1];
    this.ends = levels == 0 ? segments : new int[levels + 1];
    this.repetitions = levels == 0 ? NONE : new long[levels + 1];
  }

  /** Puts a segment with its group in place. */
  void put(int level, int segment, int groupEnd) {
    segments[level] = segment;
    ends[level] = groupEnd;
  }

  /** Puts a repetition of a field in place. */
  void put(int level, long repetition) {
    repetitions[level] = repetition;
  }

  /** The segment that the steps lead to from a level, -1 for the message; {@link #end} is then that of its group. */
  int walk(int level, List<SegmentStep> steps) {
    int segment = level == 0 ? -1 : segments[level];
    end = level == 0 ? message.segments() : ends[level];
    for (int i = 0; i < steps.size(); i++) {
      SegmentStep step = steps.get(i);
      segment = message.find(step.name(), step.occurrence(), segment + 1, end);
      if (segment < 0) {
        return NOWHERE;
      }
      if (i + 1 < steps.size()) {
        end = message.groupEnd(segment, end);
      }
    }
    return segment;
  }

  /** Where the group ends that the last step was looked for in; of a walk without steps, that of its level. */
  int end() {
    return end;
  }

  /** Where the value stands; {@link Hl7Message#NONE} if nowhere. */
  long locate(Hl7Path path) {
    if (path.repetition() == Hl7Path.IN_PLACE) {
      return part(path, repetitions[path.level()]);
    }
    int segment = walk(path.level(), path.steps());
    if (segment < 0) {
      return Hl7Message.NONE;
    }
    long field = message.field(segment, path.field());
    return path.isDelimiters()
        ? field
        : part(path, message.piece(field, message.delimiters().repetition(), path.repetition()));
  }

  private long part(Hl7Path path, long repetition) {
    long found = repetition;
    if (path.component() > 0) {
      found = message.piece(found, message.delimiters().component(), path.component());
    }
    if (path.subcomponent() > 0) {
      found = message.piece(found, message.delimiters().subcomponent(), path.subcomponent());
    }
    return found;
  }

  /** Where all its values stand. */
  long[] all(Hl7Path path) {
    Found found = new Found();
    int level = path.level();
    int segment = level == 0 ? -1 : segments[level];
    collect(path, 0, segment, level == 0 ? message.segments() : ends[level], found);
    return Arrays.copyOf(found.ranges, found.count);
  }

  private void collect(Hl7Path path, int depth, int segment, int groupEnd, Found found) {
    if (depth == path.steps().size()) {
      collectFields(path, segment, found);
      return;
    }
    SegmentStep step = path.steps().get(depth);
    boolean all = step.occurrence() == Hl7Path.ALL;
    int next = message.find(step.name(), all ? 1 : step.occurrence(), segment + 1, groupEnd);
    while (next >= 0) {
      boolean isLast = depth + 1 == path.steps().size();
      int end = isLast ? groupEnd : message.groupEnd(next, groupEnd);
      collect(path, depth + 1, next, end, found);
      next = all ? message.find(step.name(), 1, next + 1, groupEnd) : -1;
    }
  }

  private void collectFields(Hl7Path path, int segment, Found found) {
    long field = message.field(segment, path.field());
    char repetition = message.delimiters().repetition();
    if (path.repetition() != Hl7Path.ALL) {
      found.add(part(path, message.piece(field, repetition, path.repetition())));
      return;
    }
    int at = field == Hl7Message.NONE ? 0 : Hl7Message.start(field);
    int to = field == Hl7Message.NONE ? -1 : Hl7Message.end(field);
    while (at <= to) {
      long one = message.piece(Hl7Message.range(at, to), repetition, 1);
      found.add(part(path, one));
      at = Hl7Message.end(one) + 1;
    }
  }

  private static final class Found {
    long[] ranges = new long[8];
    int count;

    void add(long range) {
      if (range != Hl7Message.NONE) {
        if (count == ranges.length) {
          ranges = Arrays.copyOf(ranges, 2 * count);
        }
        ranges[count++] = range;
      }
    }
  }
}
