package io.roundtrip.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who wants which subjects, by pattern: finding them costs the tokens of the subject, not the number of patterns.
 * Loop-confined.
 *
 * @param <T> who wants them
 */
public final class SubjectTrie<T> {
  private final Node<T> root = new Node<>();
  private int size;

  private static final class Node<T> {
    final Map<String, Node<T>> byToken = new HashMap<>();
    final List<T> here = new ArrayList<>(0);
    final List<T> andBelow = new ArrayList<>(0);
    @Nullable Node<T> any;

    boolean isEmpty() {
      return byToken.isEmpty() && here.isEmpty() && andBelow.isEmpty() && any == null;
    }
  }

  /** Adds one under a pattern, which is checked ({@link Subjects#patternProblem}). */
  public void add(String pattern, T wants) {
    Node<T> node = root;
    for (String token : Subjects.tokens(pattern)) {
      switch (token) {
        case ">" -> {
          node.andBelow.add(wants);
          size++;
          return;
        }
        case "*" -> {
          Node<T> any = node.any == null ? new Node<>() : node.any;
          node.any = any;
          node = any;
        }
        default -> node = node.byToken.computeIfAbsent(token, made -> new Node<>());
      }
    }
    node.here.add(wants);
    size++;
  }

  /** Takes one out again that was added under the pattern; false if it is not there. */
  public boolean remove(String pattern, T wants) {
    boolean removed = remove(root, Subjects.tokens(pattern), 0, wants);
    if (removed) {
      size--;
    }
    return removed;
  }

  private boolean remove(Node<T> node, List<String> tokens, int at, T wants) {
    if (at == tokens.size()) {
      return node.here.remove(wants);
    }
    String token = tokens.get(at);
    if (token.equals(">")) {
      return node.andBelow.remove(wants);
    }
    Node<T> next = token.equals("*") ? node.any : node.byToken.get(token);
    if (next == null || !remove(next, tokens, at + 1, wants)) {
      return false;
    }
    if (next.isEmpty()) { // patterns come and go: what nobody wants any more is not kept
      if (token.equals("*")) {
        node.any = null;
      } else {
        node.byToken.remove(token);
      }
    }
    return true;
  }

  /** Everyone whose pattern the subject fits, in no order; one that was added twice, twice. */
  public List<T> match(String subject) {
    List<T> found = new ArrayList<>();
    collect(root, Subjects.tokens(subject), 0, found);
    return found;
  }

  private void collect(Node<T> node, List<String> tokens, int at, List<T> found) {
    if (at == tokens.size()) {
      found.addAll(node.here);
      return;
    }
    found.addAll(node.andBelow);
    if (node.any != null) {
      collect(node.any, tokens, at + 1, found);
    }
    Node<T> exact = node.byToken.get(tokens.get(at));
    if (exact != null) {
      collect(exact, tokens, at + 1, found);
    }
  }

  /** Everyone, in no order. */
  List<T> all() {
    List<T> found = new ArrayList<>(size);
    addAll(root, found);
    return found;
  }

  private void addAll(Node<T> node, List<T> found) {
    found.addAll(node.here);
    found.addAll(node.andBelow);
    if (node.any != null) {
      addAll(node.any, found);
    }
    node.byToken.values().forEach(below -> addAll(below, found));
  }

  /** How many are in. */
  public int size() {
    return size;
  }

  /** Whether nothing is kept, not even the way to where something was. */
  boolean isBare() {
    return root.isEmpty();
  }
}
