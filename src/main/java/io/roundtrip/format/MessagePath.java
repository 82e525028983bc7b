package io.roundtrip.format;

import java.util.List;

/** A path into a message, parsed. Immutable. */
sealed interface MessagePath {
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

  /** A header of the message. */
  record Header(String name) implements MessagePath {}

  /** The whole message as text. */
  record Whole() implements MessagePath {}

  /**
   * A place in an HL7 v2 message: {@code PID-3}, {@code PID-3.1.2}, {@code OBX(2)-5(1).1}.
   *
   * @param segment its name, {@code [A-Z][A-Z0-9]{2}}
   * @param occurrence which segment of that name, counted from 1
   * @param field counted from 1; in MSH the separator itself is field 1
   * @param repetition counted from 1
   * @param component counted from 1, 0 for all of the repetition
   * @param subcomponent counted from 1, 0 for all of the component
   */
  record Hl7Path(
      String segment, int occurrence, int field, int repetition, int component, int subcomponent)
      implements MessagePath {

    /** Whether it is MSH-1 or MSH-2, the delimiters, which have no structure themselves. */
    boolean isDelimiters() {
      return field <= 2 && segment.equals("MSH");
    }

    /** 1 for a field, 2 for a component, 3 for a subcomponent. */
    int depth() {
      return component == 0 ? 1 : subcomponent == 0 ? 2 : 3;
    }
  }
}
