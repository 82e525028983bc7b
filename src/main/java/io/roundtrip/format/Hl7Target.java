package io.roundtrip.format;

import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.PathText;
import io.roundtrip.format.MessagePath.Hl7Path;

/** What may be set in an HL7 v2 message, and to which texts. Stateless. */
final class Hl7Target {
  private static final int CHARSET = 18;

  private Hl7Target() {}

  /** Whether a rule may set the place; a problem is added if not. */
  static boolean isPossible(Hl7Path path, PathText to, MapRule rule, Problems problems) {
    if (path.isDelimiters()) {
      problems.add(to, "is written by the engine: output has the standard delimiters |^~\\&");
    } else if (!path.segment().equals("MSH")) {
      return true;
    } else if (path.steps().getFirst().occurrence() > 1) {
      problems.add(to, "is a second MSH, but a map makes one message");
    } else if (path.field() == CHARSET && !Hl7Template.UNICODE.equals(rule.value())) {
      problems.add(
          to,
          "cannot name another charset, output is UTF-8: leave the rule out, or write value: \""
              + Hl7Template.UNICODE
              + "\"");
    } else {
      return true;
    }
    return false;
  }

  /** Checks a text of the conf that will stand at the target as written. */
  static void checkText(PathText to, MapRule rule, String text, Problems problems) {
    Hl7Path path = Hl7PathParser.target(to.text());
    String forbidden = path == null || path.depth() == 1 ? "|" : path.depth() == 2 ? "|~^" : "|~^&";
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7F) {
        problems.add(
            rule.place(),
            "the text for '"
                + to.text()
                + "' has a control character at "
                + (i + 1)
                + ": HL7 text is written as it stands, write \\.br\\ for a line end");
        return;
      }
      if (forbidden.indexOf(c) >= 0) {
        problems.add(
            rule.place(),
            "the text for '"
                + to.text()
                + "' has the delimiter '"
                + c
                + "', which would move what follows: write "
                + Hl7Escapes.encode(String.valueOf(c))
                + ", or a rule for each part");
        return;
      }
    }
  }
}
