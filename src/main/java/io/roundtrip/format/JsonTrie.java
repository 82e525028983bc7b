package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON pointers of a route as one tree, so that a document is read once for all of them. Immutable. */
final class JsonTrie {
  private final Node root;

  private JsonTrie(Node root) {
    this.root = root;
  }

  static JsonTrie of(MessagePath[] paths) {
    Building root = new Building("");
    for (int slot = 0; slot < paths.length; slot++) {
      if (paths[slot] instanceof Pointer(List<String> tokens)) {
        Building node = root;
        for (String token : tokens) {
          node = node.child(token);
        }
        node.slot = slot;
      }
    }
    return new JsonTrie(root.frozen());
  }

  Node root() {
    return root;
  }

  /**
   * One token of the pointers that share it. Immutable.
   *
   * @param name the member it is
   * @param index the element it is, -1 for none
   * @param slot what the value here is kept as, -1 for nothing
   * @param children what is read inside it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Node(String name, int index, int slot, Node[] children) {
    @Nullable Node member(String member) {
      for (Node child : children) {
        if (child.name.equals(member)) {
          return child;
        }
      }
      return null;
    }

    @Nullable Node element(int element) {
      for (Node child : children) {
        if (child.index == element) {
          return child;
        }
      }
      return null;
    }
  }

  private static final class Building {
    final String name;
    final List<Building> children = new ArrayList<>();
    int slot = -1;

    Building(String name) {
      this.name = name;
    }

    Building child(String token) {
      for (Building child : children) {
        if (child.name.equals(token)) {
          return child;
        }
      }
      Building child = new Building(token);
      children.add(child);
      return child;
    }

    Node frozen() {
      Node[] nodes = new Node[children.size()];
      for (int i = 0; i < nodes.length; i++) {
        nodes[i] = children.get(i).frozen();
      }
      return new Node(name, Pointer.index(name), slot, nodes);
    }
  }
}
