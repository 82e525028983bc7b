package io.roundtrip.format;

import io.roundtrip.conf.PathText;
import io.roundtrip.format.MessagePath.Header;
import io.roundtrip.format.MessagePath.Pointer;
import io.roundtrip.format.MessagePath.Whole;
import io.roundtrip.model.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns paths as written into {@link MessagePath}s, or into errors that say what to write instead. Stateless. */
final class PathCompiler {
  private static final String HEADER = "header:";

  private PathCompiler() {}

  /** A path that a value is read from; null, with a problem added, if it is none. */
  static @Nullable MessagePath source(PathText path, Format format, Problems problems) {
    String text = path.text();
    if (text.equals("*")) {
      return new Whole();
    }
    if (text.regionMatches(true, 0, HEADER, 0, HEADER.length())) {
      return header(path, problems);
    }
    return switch (format) {
      case JSON -> pointer(path, problems);
      case HL7V2 -> hl7(path, problems);
      case TEXT, BYTES -> {
        problems.add(
            path,
            "needs a message that can be parsed, but the route's format is "
                + format.text()
                + ": use header:NAME or *, or say format: json or hl7v2");
        yield null;
      }
    };
  }

  private static @Nullable MessagePath header(PathText path, Problems problems) {
    String name = path.text().substring(HEADER.length()).strip();
    if (name.isEmpty()) {
      problems.add(path, "names no header: write header:NAME");
      return null;
    }
    if (!path.text().equals(HEADER + name)) {
      problems.add(path, "is not a path (did you mean '" + HEADER + name + "'?)");
      return null;
    }
    return new Header(name);
  }

  /** A JSON pointer; null, with a problem added, if it is none. */
  static @Nullable Pointer pointer(PathText path, Problems problems) {
    String text = path.text();
    if (!text.startsWith("/")) {
      problems.add(path, notAPointer(text));
      return null;
    }
    List<String> tokens = new ArrayList<>();
    for (String token : text.substring(1).split("/", -1)) {
      if (hasStrayTilde(token)) {
        problems.add(path, "has a '~' that is neither ~0 (for ~) nor ~1 (for /)");
        return null;
      }
      tokens.add(token.replace("~1", "/").replace("~0", "~"));
    }
    return new Pointer(List.copyOf(tokens));
  }

  private static String notAPointer(String text) {
    if (Hl7PathParser.parse(text) != null) {
      return "is an HL7 path, but the message is json: write a JSON pointer such as /patient/id";
    }
    String bare = text.startsWith("$.") ? text.substring(2) : text;
    String guess = bare.indexOf('/') >= 0 ? bare : bare.replace('.', '/');
    return "is not a JSON pointer"
        + (guess.isEmpty() ? ": write * for the whole" : " (did you mean '/" + guess + "'?)");
  }

  private static boolean hasStrayTilde(String token) {
    for (int i = token.indexOf('~'); i >= 0; i = token.indexOf('~', i + 1)) {
      if (i + 1 == token.length() || (token.charAt(i + 1) != '0' && token.charAt(i + 1) != '1')) {
        return true;
      }
    }
    return false;
  }

  /** An HL7 path; null, with a problem added, if it is none. */
  static MessagePath.@Nullable Hl7Path hl7(PathText path, Problems problems) {
    String text = path.text();
    MessagePath.Hl7Path parsed = Hl7PathParser.parse(text);
    if (parsed != null) {
      return parsed;
    }
    String guess = Hl7PathParser.nearMiss(text);
    if (text.startsWith("/")) {
      problems.add(
          path, "is a JSON pointer, but the message is hl7v2: write an HL7 path such as PID-3.1");
    } else if (guess != null && !guess.equals(text)) {
      problems.add(path, "is not an HL7 path (did you mean '" + guess + "'?)");
    } else {
      problems.add(
          path,
          "is not an HL7 path: write segment, field and component as in PID-3.1 or OBX(2)-5(1).1,"
              + " each number from 1 to "
              + Hl7PathParser.MAX_NUMBER);
    }
    return null;
  }

  /** Whether the text is a path that has no place in a new message. */
  static boolean isReadOnly(String text) {
    return text.equals("*") || text.toLowerCase(Locale.ROOT).startsWith(HEADER);
  }
}
