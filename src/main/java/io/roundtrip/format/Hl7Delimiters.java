package io.roundtrip.format;

/**
 * The characters that structure an HL7 v2 message, as its MSH-1 and MSH-2 declare them. Immutable.
 *
 * @param field between fields
 * @param component between components
 * @param repetition between repetitions of a field
 * @param escape around escape sequences
 * @param subcomponent between subcomponents
 */
record Hl7Delimiters(char field, char component, char repetition, char escape, char subcomponent) {
  /** What output is written with. */
  static final Hl7Delimiters STANDARD = new Hl7Delimiters('|', '^', '~', '\\', '&');

  /** MSH up to and with MSH-2, as output has it. */
  static final String STANDARD_HEADER = "MSH|^~\\&";

  /** Reads the delimiters of an MSH segment, which begins at {@code at} with its name. */
  static Hl7Delimiters read(String text, int at, int end) throws BadMessage {
    if (end - at < 8) {
      throw BadMessage.malformed("MSH ends before MSH-2: expected MSH|^~\\&|");
    }
    char field = text.charAt(at + 3);
    int next = text.indexOf(field, at + 4, end);
    int length = (next < 0 ? end : next) - (at + 4);
    if (length < 4 || length > 5) {
      throw BadMessage.malformed(
          "MSH-2 must have the four encoding characters (a fifth, for truncation, is accepted), it"
              + " has "
              + length);
    }
    requireDelimiters(text, at + 3, at + 8);
    return new Hl7Delimiters(
        field, text.charAt(at + 4), text.charAt(at + 5), text.charAt(at + 6), text.charAt(at + 7));
  }

  private static void requireDelimiters(String text, int from, int to) throws BadMessage {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7F || Character.isLetterOrDigit(c) || text.indexOf(c, from, i) >= 0) {
        throw BadMessage.malformed(
            "MSH-1 and MSH-2 must be five different punctuation characters, character "
                + (i - from + 1)
                + " is not");
      }
    }
  }

  /** The delimiter that an escape sequence of one letter stands for, or 0. */
  char escaped(char letter) {
    return switch (letter) {
      case 'F' -> field;
      case 'S' -> component;
      case 'T' -> subcomponent;
      case 'R' -> repetition;
      case 'E' -> escape;
      default -> 0;
    };
  }
}
