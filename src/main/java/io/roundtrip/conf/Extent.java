package io.roundtrip.conf;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Measures what a file's nodes amount to when each alias is followed, since a few lines of aliases to aliases can mean
 * more than memory holds. Confined to the thread that loads.
 */
final class Extent {
  /** Far more than a conf by hand, and read in milliseconds. */
  private static final int MAX_NODES = 200_000;

  private static final int MAX_DEPTH = 64;

  private int nodes;

  private Extent() {}

  /** Whether it is more than a conf can need. Stops counting there. */
  static boolean isTooMuch(Node root) {
    return !new Extent().fits(root, 0);
  }

  /** What contains itself is not followed: the readers refuse it by name. */
  private boolean fits(Node node, int depth) {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
      return false;
    }
    return switch (node) {
      case Node itself when itself.isRecursive() -> true;
      case MappingNode map -> fits(map, depth);
      case SequenceNode list -> list.getValue().stream().allMatch(item -> fits(item, depth + 1));
      default -> true;
    };
  }

  private boolean fits(MappingNode map, int depth) {
    for (NodeTuple tuple : map.getValue()) {
      if (!fits(tuple.getKeyNode(), depth + 1) || !fits(tuple.getValueNode(), depth + 1)) {
        return false;
      }
    }
    return true;
  }
}
