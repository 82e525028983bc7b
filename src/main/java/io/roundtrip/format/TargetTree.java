package io.roundtrip.format;

import io.roundtrip.conf.PathText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a map as a tree, in the order of the conf. Confined to the compiling thread.
 *
 * <p>A target is a leaf: nothing lies inside it, and none is set twice.
 */
final class TargetTree {
  private final Map<String, TargetTree> children = new LinkedHashMap<>();
  private int cell = -1;
  private int list = -1;
  private @Nullable PathText setBy;

  Map<String, TargetTree> children() {
    return children;
  }

  /** The cell of a leaf, -1 for a branch. */
  int cell() {
    return cell;
  }

  /** The list that grows here, -1 where none does. */
  int list() {
    return list;
  }

  /**
   * Adds a list that grows at the given place, or tells a problem; several eachs may add to one.
   *
   * @param newList its number, if there is none yet
   * @return its number
   */
  int addList(List<String> keys, int newList, PathText target, Problems problems) {
    TargetTree node = this;
    for (String key : keys) {
      node = node.children.computeIfAbsent(key, k -> new TargetTree());
    }
    if (node.list < 0) {
      add(keys, -1, target, problems);
      node.list = newList;
    }
    return node.list;
  }

  /** The first target in this tree. */
  @Nullable PathText anyTarget() {
    if (setBy != null) {
      return setBy;
    }
    for (TargetTree child : children.values()) {
      return child.anyTarget();
    }
    return null;
  }

  /** Adds a leaf, or tells a problem: another rule sets the same place, one around it, or one inside it. */
  void add(List<String> keys, int leafCell, PathText target, Problems problems) {
    TargetTree node = this;
    for (String key : keys) {
      if (node.setBy != null) {
        problems.add(target, "lies inside " + described(node.setBy) + ": set one or the other");
        return;
      }
      node = node.children.computeIfAbsent(key, k -> new TargetTree());
    }
    PathText other = node.anyTarget();
    if (other != null) {
      problems.add(
          target,
          node.setBy == null
              ? "contains " + described(other) + ": set one or the other"
              : "is set twice, see "
                  + described(other)
                  + ": use default for a second choice, or concat to join values");
      return;
    }
    node.cell = leafCell;
    node.setBy = target;
  }

  private static String described(PathText other) {
    return "'" + other.text() + "' of the rule at line " + other.place().line();
  }
}
