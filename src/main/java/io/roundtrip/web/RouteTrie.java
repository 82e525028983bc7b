package io.roundtrip.web;

import io.roundtrip.web.Template.Segment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the target of a path among templates. Not changed any more once it is shared, and then immutable.
 *
 * <p>A segment's own text goes before a place for any, and that before a place for the rest; where the first leads nowhere,
 * the others are tried.
 *
 * @param <T> what a template leads to
 */
final class RouteTrie<T> {
  private final Node<T> root = new Node<>();

  private static final class Node<T> {
    private final Map<String, Node<T>> literals = new HashMap<>();
    private @Nullable Node<T> any;
    private @Nullable Entry<T> here;
    private @Nullable Entry<T> rest;

    Node<T> any() {
      Node<T> there = any;
      if (there == null) {
        there = new Node<>();
        any = there;
      }
      return there;
    }
  }

  /** A template and where it leads. */
  record Entry<T>(Template template, T target) {
    /** What stands at the template's places. */
    Map<String, String> parameters(List<String> path) {
      Map<String, String> values = new HashMap<>();
      List<Segment> segments = template.segments();
      for (int i = 0; i < segments.size(); i++) {
        switch (segments.get(i)) {
          case Segment.Literal literal -> {}
          case Segment.Parameter parameter -> values.put(parameter.name(), path.get(i));
          case Segment.Rest rest ->
              values.put(rest.name(), String.join("/", path.subList(i, path.size())));
        }
      }
      return values;
    }
  }

  /** Adds a template, or says which one of the same shape is there already. */
  @Nullable Entry<T> add(Template template, T target) {
    Node<T> node = root;
    Entry<T> entry = new Entry<>(template, target);
    for (Segment segment : template.segments()) {
      switch (segment) {
        case Segment.Literal literal ->
            node = node.literals.computeIfAbsent(literal.text(), text -> new Node<>());
        case Segment.Parameter parameter -> node = node.any();
        case Segment.Rest rest -> {
          if (node.rest != null) {
            return node.rest;
          }
          node.rest = entry;
          return null;
        }
      }
    }
    if (node.here != null) {
      return node.here;
    }
    node.here = entry;
    return null;
  }

  /** The entry of the path; null if there is none. */
  @Nullable Entry<T> find(List<String> path) {
    return find(root, path, 0);
  }

  private static <T> @Nullable Entry<T> find(Node<T> node, List<String> path, int at) {
    if (at == path.size()) {
      return node.here;
    }
    String segment = path.get(at);
    Node<T> literal = node.literals.get(segment);
    Entry<T> found = literal == null ? null : find(literal, path, at + 1);
    if (found == null && node.any != null && !segment.isEmpty()) {
      found = find(node.any, path, at + 1);
    }
    return found == null ? node.rest : found;
  }
}
