package io.roundtrip.format;

import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.PathText;
import io.roundtrip.format.MessagePath.Pointer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the targets of a map that makes JSON. Confined to the compiling thread. */
final class JsonTemplateBuilder implements Output.Builder {
  private static final int MAX_INDEX = 999;

  private final Problems problems;
  private final TargetTree tree = new TargetTree();
  private int cells;

  JsonTemplateBuilder(Problems problems) {
    this.problems = problems;
  }

  @Override
  public int cell(PathText to, MapRule rule) {
    int cell = cells++;
    Pointer pointer = PathCompiler.pointer(to, problems);
    if (pointer != null) {
      for (String token : pointer.tokens()) {
        if (token.equals("-") || Pointer.index(token) > MAX_INDEX) {
          problems.add(to, "has the index '" + token + "': write one from 0 to " + MAX_INDEX);
          return cell;
        }
      }
      tree.add(pointer.tokens(), cell, to, problems);
    }
    return cell;
  }

  @Override
  public void checkText(PathText to, MapRule rule, String text) {
    // Every text can be a JSON string.
  }

  @Override
  public Output build(MapConf map) {
    return new JsonTemplate(node(tree), cells);
  }

  private JsonTemplate.Node node(TargetTree from) {
    if (from.cell() >= 0) {
      return new JsonTemplate.Leaf(from.cell());
    }
    int indices = 0;
    for (String key : from.children().keySet()) {
      indices += Pointer.index(key) >= 0 ? 1 : 0;
    }
    if (indices == 0) {
      return members(from.children());
    }
    PathText target = from.anyTarget();
    if (indices < from.children().size() && target != null) {
      problems.add(
          target,
          "makes an array of what another rule makes an object, or the reverse: use either indices"
              + " or names beside each other");
    }
    return elements(from.children());
  }

  private JsonTemplate.Members members(Map<String, TargetTree> children) {
    byte[][] names = new byte[children.size()][];
    JsonTemplate.Node[] values = new JsonTemplate.Node[children.size()];
    int at = 0;
    for (Map.Entry<String, TargetTree> child : children.entrySet()) {
      JsonBytes name = new JsonBytes(64);
      name.addString(child.getKey());
      name.add(':');
      names[at] = name.toByteArray();
      values[at++] = node(child.getValue());
    }
    return new JsonTemplate.Members(names, values);
  }

  private JsonTemplate.Elements elements(Map<String, TargetTree> children) {
    int size = 0;
    for (String key : children.keySet()) {
      size = Math.max(size, Pointer.index(key) + 1);
    }
    JsonTemplate.@Nullable Node[] elements = new JsonTemplate.@Nullable Node[size];
    children.forEach(
        (key, child) -> {
          if (Pointer.index(key) >= 0) {
            elements[Pointer.index(key)] = node(child);
          }
        });
    return new JsonTemplate.Elements(elements);
  }
}
