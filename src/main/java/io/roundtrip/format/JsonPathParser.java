package io.roundtrip.format;

import io.roundtrip.conf.PathText;
import io.roundtrip.format.MessagePath.JsonPath;
import io.roundtrip.format.MessagePath.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses a path into a JSON message: {@code /…} from the message, {@code .} and {@code ./…} from the element of the each
 * around it, {@code ../…} from that of the next each outward; of FHIR also {@code entry(Type[,n])[/…]}, and {@code ->} as
 * a token. Confined to one call.
 */
final class JsonPathParser {
  private static final String ENTRY = "entry(";
  private static final String FOLLOW = "->";

  private final PathText path;
  private final Scope scope;
  private final boolean isFhir;
  private final Problems problems;
  private final List<JsonStep> steps = new ArrayList<>();
  private boolean valid = true;

  private JsonPathParser(PathText path, Scope scope, boolean isFhir, Problems problems) {
    this.path = path;
    this.scope = scope;
    this.isFhir = isFhir;
    this.problems = problems;
  }

  /** The path; null, with a problem added, if it is none. */
  static @Nullable MessagePath parse(
      PathText path, Scope scope, boolean isFhir, Problems problems) {
    return new JsonPathParser(path, scope, isFhir, problems).parse();
  }

  private @Nullable MessagePath parse() {
    String text = path.text();
    if (text.startsWith(".") && (text.length() == 1 || "./".indexOf(text.charAt(1)) >= 0)) {
      return relative(text);
    }
    if (text.startsWith(ENTRY)) {
      int close = text.indexOf(')');
      entry(close < 0 ? "" : text.substring(ENTRY.length(), close));
      tokens(close < 0 ? "" : text.substring(close + 1));
      return valid ? new JsonPath(0, List.copyOf(steps)) : null;
    }
    Pointer pointer = PathCompiler.pointer(path, problems);
    if (pointer == null || !isFhir || !pointer.tokens().contains(FOLLOW)) {
      return pointer;
    }
    tokens(text);
    return new JsonPath(0, List.copyOf(steps));
  }

  private @Nullable MessagePath relative(String text) {
    int up = 0;
    String rest = text;
    while (rest.startsWith("..") && (rest.length() == 2 || rest.charAt(2) == '/')) {
      up++;
      rest = rest.length() == 2 ? "." : rest.substring(3);
      rest = rest.isEmpty() || rest.startsWith(".") ? rest : "./" + rest;
    }
    if (scope.level() - up < 1) {
      problems.add(
          path,
          scope.level() == 0
              ? "begins at the element of an each, and there is none around it: begin with /"
              : "goes out of all the eachs around it: begin with / for the whole message");
      return null;
    }
    tokens(rest.startsWith(".") ? rest.substring(1) : rest);
    return valid ? new JsonPath(scope.level() - up, List.copyOf(steps)) : null;
  }

  /** The type and number between the parentheses. */
  private void entry(String text) {
    int comma = text.indexOf(',');
    String type = comma < 0 ? text : text.substring(0, comma);
    int number = comma < 0 ? 1 : Pointer.index(text.substring(comma + 1).strip());
    if (!isFhir) {
      fail("picks a resource of a Bundle, which needs format: fhir");
    } else if (number < 1 || !isType(type)) {
      fail("is not a path: write entry(Patient)/…, or entry(Observation,2)/… for the second");
    }
    steps.add(new JsonStep.Entry(type, number));
  }

  private static boolean isType(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
  }

  private void tokens(String text) {
    if (text.isEmpty() || !valid) {
      return;
    }
    if (text.charAt(0) != '/') {
      fail("is not a path: what follows begins with /");
      return;
    }
    Pointer pointer = PathCompiler.pointer(new PathText(text, path.place()), problems);
    valid &= pointer != null;
    if (pointer != null) {
      for (String token : pointer.tokens()) {
        steps.add(
            isFhir && token.equals(FOLLOW)
                ? new JsonStep.Follow()
                : new JsonStep.Token(token, Pointer.index(token)));
      }
    }
  }

  private void fail(String message) {
    if (valid) {
      problems.add(path, message);
    }
    valid = false;
  }
}
