package io.roundtrip.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a request's path apart. Stateless. A slash that is written {@code %2F} belongs to its segment. */
final class PathSegments {
  private PathSegments() {}

  /** What stands between the slashes, decoded; null if it cannot be. */
  static @Nullable List<String> of(String path) {
    List<String> segments = new ArrayList<>();
    if (!path.startsWith("/")) {
      return null;
    }
    int from = 1;
    while (from < path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      String segment = decoded(path, from, to);
      if (segment == null) {
        return null;
      }
      segments.add(segment);
      from = to + 1;
      if (slash == path.length() - 1) {
        segments.add(""); // /item/ is not /item
      }
    }
    return segments;
  }

  private static @Nullable String decoded(String path, int from, int to) {
    int percent = path.indexOf('%', from);
    if (percent < 0 || percent >= to) {
      return path.substring(from, to);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
    for (int i = from; i < to; i++) {
      char c = path.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < to;
        int high = whole ? Character.digit(path.charAt(i + 1), 16) : -1;
        int low = whole ? Character.digit(path.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}
