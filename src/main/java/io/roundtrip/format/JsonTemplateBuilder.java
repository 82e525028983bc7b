package io.roundtrip.format;

import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.MapEach;
import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.PathText;
import io.roundtrip.format.MessagePath.Pointer;
import io.roundtrip.model.Format;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the targets of a map that makes JSON. Confined to the compiling thread. */
final class JsonTemplateBuilder implements Output.Builder {
  private static final int MAX_INDEX = 999;

  private final Format format;
  private final Problems problems;
  private final @Nullable JsonTemplateBuilder around;
  private final boolean hasPlace;
  private final TargetTree tree = new TargetTree();
  private int cells;
  private int lists;

  JsonTemplateBuilder(Format format, Problems problems) {
    this(format, problems, null, true);
  }

  /**
   * A builder.
   *
   * @param around that of the element or message that this one's elements are made in; null for the message itself
   * @param hasPlace whether what is set here has a place; it has none in an each without target
   */
  private JsonTemplateBuilder(
      Format format, Problems problems, @Nullable JsonTemplateBuilder around, boolean hasPlace) {
    this.format = format;
    this.problems = problems;
    this.around = around;
    this.hasPlace = hasPlace;
  }

  @Override
  public int cell(PathText to, MapRule rule) {
    int cell = cells++;
    List<String> keys = keys(to, to.text());
    if (keys == null) {
      return cell;
    }
    if (!hasPlace) {
      problems.add(to, "has no place: give the each around it a to, such as /entry/-");
      return cell;
    }
    if (areIndices(to, keys)) {
      tree.add(keys, cell, to, problems);
    }
    return cell;
  }

  /** Whether the indices among the keys are ones that a target may have; a problem is added if not. */
  private boolean areIndices(PathText to, List<String> keys) {
    for (String key : keys) {
      if (key.equals("-") || Pointer.index(key) > MAX_INDEX) {
        problems.add(
            to,
            "has the index '"
                + key
                + "': write one from 0 to "
                + MAX_INDEX
                + (key.equals("-") ? "; - is for the end of an each's target" : ""));
        return false;
      }
    }
    return true;
  }

  /** The names and indices of a target, from the message's root or from the element; null with a problem. */
  private @Nullable List<String> keys(PathText to, String text) {
    boolean isRelative = text.equals(".") || text.startsWith("./");
    if (around == null && isRelative) {
      problems.add(to, "is in an each's element, and there is no each around it: begin with /");
      return null;
    }
    if (around != null && !isRelative) {
      problems.add(
          to,
          "is not in the element that the each makes"
              + (text.startsWith("/") ? " (did you mean '." + text + "'?)" : ": begin with ./"));
      return null;
    }
    if (text.equals(".")) {
      return List.of();
    }
    Pointer pointer =
        PathCompiler.pointer(
            isRelative ? new PathText(text.substring(1), to.place()) : to, problems);
    return pointer == null ? null : pointer.tokens();
  }

  @Override
  public Output.Nested each(MapEach each) {
    PathText to = each.to();
    if (to == null) {
      JsonTemplateBuilder targets = new JsonTemplateBuilder(format, problems, this, false);
      return new NestedJson(targets, null);
    }
    JsonTemplateBuilder targets = new JsonTemplateBuilder(format, problems, this, true);
    int up = 0;
    JsonTemplateBuilder place = hasPlace ? this : outward();
    for (; to.text().startsWith("/") && place.around != null; place = place.outward()) {
      up++;
    }
    List<String> keys = place.keys(to, to.text());
    if (keys == null || keys.isEmpty() || !keys.getLast().equals("-")) {
      if (keys != null) {
        problems.add(to, "must be the end of an array, for each adds to it: such as /entry/-");
      }
      return new NestedJson(targets, null);
    }
    if (!place.areIndices(to, keys.subList(0, keys.size() - 1))) {
      return new NestedJson(targets, null);
    }
    int list = place.tree.addList(keys, place.lists, to, problems);
    place.lists = Math.max(place.lists, list + 1);
    return new NestedJson(targets, new Place(up, list));
  }

  /** The builder of the next element outward, or of the message; that of an each without target is none. */
  private JsonTemplateBuilder outward() {
    JsonTemplateBuilder next = around == null ? this : around;
    return next.hasPlace ? next : next.outward();
  }

  /** Where a list is. */
  private record Place(int up, int list) {}

  private record NestedJson(JsonTemplateBuilder targets, @Nullable Place place)
      implements Output.Nested {
    @Override
    public Each.@Nullable Growth growth() {
      return place == null
          ? null
          : new Each.Growth(
              place.up,
              place.list,
              new JsonTemplate(targets.node(targets.tree), targets.cells, targets.lists, null));
    }
  }

  @Override
  public void checkText(PathText to, MapRule rule, String text) {
    // Every text can be a JSON string.
  }

  @Override
  public Output build(MapConf map) {
    return new JsonTemplate(node(tree), cells, lists, format);
  }

  private JsonTemplate.Node node(TargetTree from) {
    if (from.cell() >= 0) {
      return new JsonTemplate.Leaf(from.cell());
    }
    int indices = 0;
    for (String key : from.children().keySet()) {
      indices += Pointer.index(key) >= 0 || key.equals("-") ? 1 : 0;
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
    TargetTree growing = children.get("-");
    return new JsonTemplate.Elements(elements, growing == null ? -1 : growing.list());
  }
}
