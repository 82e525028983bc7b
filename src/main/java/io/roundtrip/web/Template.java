package io.roundtrip.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A path with places in it: {@code /item/{id}}, and at the end {@code {rest...}} for one segment or more. Immutable.
 *
 * @param text as declared
 * @param segments between its slashes
 */
record Template(String text, List<Segment> segments) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  /** What stands between two slashes. */
  sealed interface Segment {
    /** This text and no other. */
    record Literal(String text) implements Segment {}

    /** Any one segment that is not empty. */
    record Parameter(String name) implements Segment {}

    /** All that follows, at least one segment. */
    record Rest(String name) implements Segment {}
  }

  /** Of the text; what is wrong with it is an {@link IllegalArgumentException} that names it. */
  static Template parse(String text) {
    if (!text.startsWith("/")) {
      throw wrong(text, "must begin with /");
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    String[] parts = text.equals("/") ? new String[0] : text.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      Segment segment = segment(text, parts[i]);
      String name =
          switch (segment) {
            case Segment.Literal literal -> "";
            case Segment.Parameter parameter -> parameter.name();
            case Segment.Rest rest -> rest.name();
          };
      if (!name.isEmpty() && !names.add(name)) {
        throw wrong(text, "has two places called '" + name + "'");
      }
      if (segment instanceof Segment.Rest && i < parts.length - 1) {
        throw wrong(text, "has something behind {" + name + "...}, which takes all there is");
      }
      segments.add(segment);
    }
    return new Template(text, List.copyOf(segments));
  }

  private static Segment segment(String text, String part) {
    if (part.isEmpty()) {
      throw wrong(text, "has an empty segment");
    }
    if (!part.startsWith("{")) {
      if (part.contains("{") || part.contains("}") || part.contains("?") || part.contains("#")) {
        throw wrong(text, "has a segment '" + part + "': a place is a whole segment, as in {id}");
      }
      return new Segment.Literal(part);
    }
    boolean rest = part.endsWith("...}");
    String name = part.substring(1, Math.max(1, part.length() - (rest ? 4 : 1)));
    if (!part.endsWith("}") || !NAME.matcher(name).matches()) {
      throw wrong(text, "has a place '" + part + "' that is not like {id} or {rest...}");
    }
    return rest ? new Segment.Rest(name) : new Segment.Parameter(name);
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException("the path '" + text + "' " + what);
  }
}
