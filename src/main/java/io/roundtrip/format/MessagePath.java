package io.roundtrip.format;

import java.util.List;

/**
 * A path into a message, parsed. Immutable.
 *
 * <p>A level is that of an each around the path, counted from 1 for the outermost: the path begins at the element that
 * this each has put in place. Level 0 is the message.
 */
sealed interface MessagePath {
  /** The level that the value depends on: it stays the same until the each of this level goes on. */
  default int level() {
    return 0;
  }

  /** Whether it leads to several values. */
  default boolean isMany() {
    return false;
  }

  /** A JSON pointer of at least one token, with {@code ~0} and {@code ~1} decoded. */
  record Pointer(List<String> tokens) implements MessagePath {
    /** The index that a token stands for in an array, or -1: RFC 6901 has no leading zeros and no signs. */
    static int index(String token) {
      int length = token.length();
      if (length == 0 || length > 9 || (length > 1 && token.charAt(0) == '0')) {
        return -1;
      }
      int index = 0;
      for (int i = 0; i < length; i++) {
        int digit = token.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          return -1;
        }
        index = index * 10 + digit;
      }
      return index;
    }
  }

  /** A path into JSON that a pointer cannot say: from an each's element, by a resource's type, along references. */
  record JsonPath(int level, List<JsonStep> steps) implements MessagePath {}

  /** A header of the message. */
  record Header(String name) implements MessagePath {}

  /** The whole message as text. */
  record Whole() implements MessagePath {}

  /** The number of the element that the each of the level has put in place, counted from 1. */
  record ElementNumber(int level) implements MessagePath {}

  /** A segment of a name: the occurrence, counted from 1, or {@link Hl7Path#ALL}. */
  record SegmentStep(String name, int occurrence) {}

  /**
   * A place in an HL7 v2 message: {@code PID-3}, {@code PID-3.1.2}, {@code OBX(2)-5(1).1}, {@code OBR(2)/OBX-5}.
   *
   * @param level what the first step begins at
   * @param steps each segment is looked for below the one before; none for the segment of the level itself
   * @param segment the name of the last, {@code [A-Z][A-Z0-9]{2}}
   * @param field counted from 1; in MSH the separator itself is field 1
   * @param repetition counted from 1, {@link #ALL}, or {@link #IN_PLACE}
   * @param component counted from 1, 0 for all of the repetition
   * @param subcomponent counted from 1, 0 for all of the component
   */
  record Hl7Path(
      int level,
      List<SegmentStep> steps,
      String segment,
      int field,
      int repetition,
      int component,
      int subcomponent)
      implements MessagePath {
    /** Every occurrence or repetition. */
    static final int ALL = 0;

    /** The repetition that the each of the level has put in place. */
    static final int IN_PLACE = -1;

    /** Whether it is MSH-1 or MSH-2, the delimiters, which have no structure themselves. */
    boolean isDelimiters() {
      return field <= 2 && segment.equals("MSH");
    }

    /** 1 for a field, 2 for a component, 3 for a subcomponent. */
    int depth() {
      return component == 0 ? 1 : subcomponent == 0 ? 2 : 3;
    }

    @Override
    public boolean isMany() {
      if (repetition == ALL) {
        return true;
      }
      for (SegmentStep step : steps) {
        if (step.occurrence() == ALL) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * What an each of HL7 v2 runs for: segments, the last step's being {@link Hl7Path#ALL}, or the repetitions of a field.
   *
   * @param level as of {@link Hl7Path}
   * @param steps as of {@link Hl7Path}
   * @param field 0 for the segments themselves
   */
  record Hl7Each(int level, List<SegmentStep> steps, int field) implements MessagePath {}
}
