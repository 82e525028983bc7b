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
  static @Nullable MessagePath source(
      PathText path, Format format, Scope scope, Problems problems) {
    String text = path.text();
    if (text.equals("*")) {
      return new Whole();
    }
    if (text.equals("#") || text.endsWith("../#")) {
      return number(path, scope, problems);
    }
    if (text.regionMatches(true, 0, HEADER, 0, HEADER.length())) {
      return header(path, problems);
    }
    return switch (format) {
      case JSON, FHIR -> JsonPathParser.parse(path, scope, format == Format.FHIR, problems);
      case HL7V2 -> {
        Hl7PathParser.Parsed parsed = hl7(path, problems);
        yield parsed == null ? null : parsed.in(scope);
      }
      case TEXT, BYTES -> {
        problems.add(path, needsFormat(format));
        yield null;
      }
    };
  }

  private static String needsFormat(Format format) {
    return "needs a message that can be parsed, but the route's format is "
        + format.text()
        + ": use header:NAME or *, or say format: json or hl7v2";
  }

  private static @Nullable MessagePath number(PathText path, Scope scope, Problems problems) {
    String text = path.text();
    int up = (text.length() - 1) / 3;
    if (!text.equals("../".repeat(up) + "#") || scope.level() - up < 1) {
      problems.add(path, "is the number of an each's element, and there is no such each around it");
      return null;
    }
    return new MessagePath.ElementNumber(scope.level() - up);
  }

  /** What an each in the given scope runs for; null, with a problem added, if it is nothing to run for. */
  static @Nullable MessagePath each(PathText path, Format format, Scope scope, Problems problems) {
    return switch (format) {
      case JSON, FHIR -> {
        MessagePath parsed = JsonPathParser.parse(path, scope, format == Format.FHIR, problems);
        yield parsed instanceof Pointer pointer
            ? new MessagePath.JsonPath(0, steps(pointer.tokens()))
            : parsed;
      }
      case HL7V2 -> {
        Hl7PathParser.Parsed parsed = Hl7PathParser.parse(path.text());
        if (parsed != null && parsed.isForEach()) {
          yield parsed.each(scope);
        }
        problems.add(
            path,
            "is nothing that an each runs for: name segments (OBX, OBR(2)/OBX) or a field whose"
                + " repetitions you want (PID-3), not MSH, and without index at the end");
        yield null;
      }
      case TEXT, BYTES -> {
        problems.add(path, needsFormat(format));
        yield null;
      }
    };
  }

  private static List<JsonStep> steps(List<String> tokens) {
    List<JsonStep> steps = new ArrayList<>();
    tokens.forEach(token -> steps.add(new JsonStep.Token(token, Pointer.index(token))));
    return List.copyOf(steps);
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
    Hl7PathParser.Parsed hl7 = Hl7PathParser.parse(text);
    if (hl7 != null && hl7.field() > 0) {
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

  /** An HL7 path with a field; null, with a problem added, if it is none. */
  static Hl7PathParser.@Nullable Parsed hl7(PathText path, Problems problems) {
    String text = path.text();
    Hl7PathParser.Parsed parsed = Hl7PathParser.parse(text);
    if (parsed != null && parsed.field() > 0) {
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

  /** The place in a new HL7 message; null, with a problem added, if it is none. */
  static MessagePath.@Nullable Hl7Path hl7Target(PathText path, Problems problems) {
    if (hl7(path, problems) == null) {
      return null;
    }
    MessagePath.Hl7Path target = Hl7PathParser.target(path.text());
    if (target == null) {
      problems.add(
          path, "can only be read: a target is one place such as OBX(2)-5, or OBX-5 in an each");
    }
    return target;
  }

  /** Whether the text is a path that has no place in a new message. */
  static boolean isReadOnly(String text) {
    return text.equals("*")
        || text.endsWith("#")
        || text.toLowerCase(Locale.ROOT).startsWith(HEADER);
  }
}
