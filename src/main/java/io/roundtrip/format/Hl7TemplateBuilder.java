package io.roundtrip.format;

import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.MapEach;
import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.Place;
import io.roundtrip.format.MessagePath.Hl7Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the targets of a map that makes HL7 v2. Confined to the compiling thread. */
final class Hl7TemplateBuilder implements Output.Builder {
  private static final String MSH = "MSH(1)";
  private static final int TYPE = 9;

  /** What marks the place of an each among the segments. */
  private static final String EACH = "each";

  private final Problems problems;
  private final boolean isElement;
  private final TargetTree tree = new TargetTree();
  private final List<Integer> depths = new ArrayList<>();
  private int lists;

  Hl7TemplateBuilder(Problems problems) {
    this(problems, false);
    tree.children().put(MSH, new TargetTree()); // the first segment, whatever the rules begin with
  }

  private Hl7TemplateBuilder(Problems problems, boolean isElement) {
    this.problems = problems;
    this.isElement = isElement;
  }

  @Override
  public Output.Nested each(MapEach each) {
    if (each.to() != null) {
      problems.add(
          each.to(), "has no use where a map makes hl7v2: the rules below name the segments");
    }
    int list = lists++;
    tree.children().put(EACH + list, new TargetTree());
    return new NestedSegments(new Hl7TemplateBuilder(problems, true), list);
  }

  private record NestedSegments(Hl7TemplateBuilder targets, int list) implements Output.Nested {
    @Override
    public Each.Growth growth() {
      return new Each.Growth(0, list, targets.block());
    }
  }

  private Hl7Template.Block block() {
    List<Hl7Template.Item> items = new ArrayList<>();
    for (Map.Entry<String, TargetTree> item : inOrder()) {
      String key = item.getKey();
      boolean isHeader = key.equals(MSH);
      items.add(
          key.startsWith(EACH)
              ? new Hl7Template.Repeated(Integer.parseInt(key.substring(EACH.length())))
              : new Hl7Template.Segment(
                  isHeader ? Hl7Delimiters.STANDARD_HEADER : key.substring(0, 3),
                  numbered(item.getValue(), isHeader ? 3 : 1)));
    }
    return new Hl7Template.Block(items.toArray(new Hl7Template.Item[0]), ints(depths), lists);
  }

  @Override
  public int cell(PathText to, MapRule rule) {
    Hl7Path path = PathCompiler.hl7Target(to, problems);
    int cell = depths.size();
    depths.add(path == null ? 1 : path.depth());
    if (rule.as() != MapRule.As.TEXT) {
      problems.add(rule.place(), "the rule for '" + to.text() + "' says as, which is for JSON");
    } else if (path != null && isElement && path.segment().equals("MSH")) {
      problems.add(to, "is in the header, of which there is one: set it outside of the each");
    } else if (path != null && Hl7Target.isPossible(path, to, rule, problems)) {
      tree.add(keys(path), cell, to, problems);
    }
    return cell;
  }

  private static List<String> keys(Hl7Path path) {
    List<String> keys = new ArrayList<>(5);
    keys.add(path.segment() + "(" + path.steps().getFirst().occurrence() + ")");
    keys.add(String.valueOf(path.field()));
    keys.add(String.valueOf(path.repetition()));
    if (path.depth() > 1) {
      keys.add(String.valueOf(path.component()));
    }
    if (path.depth() > 2) {
      keys.add(String.valueOf(path.subcomponent()));
    }
    return keys;
  }

  @Override
  public void checkText(PathText to, MapRule rule, String text) {
    Hl7Target.checkText(to, rule, text, problems);
  }

  @Override
  public Output build(MapConf map) {
    TargetTree header = child(tree, MSH);
    TargetTree type = header.children().get(String.valueOf(TYPE));
    List<Integer> typeCells = new ArrayList<>();
    if (type == null) {
      problems.add(
          map.place(),
          "the map makes hl7v2 but no rule sets the message type: add { to: MSH-9, value:"
              + " \"ORM^O01\" } with the type you send");
    } else {
      collect(type, typeCells);
    }
    Hl7Template.Header cells =
        new Hl7Template.Header(
            ownCell(header, 7),
            ownCell(header, 10),
            ownCell(header, 11),
            ownCell(header, 12),
            ownCell(header, 18),
            ints(typeCells));
    return new Hl7Template(block(), cells);
  }

  /** The cell of a field of MSH that the engine fills where no rule has a value; -1 where rules set its parts. */
  private int ownCell(TargetTree header, int field) {
    TargetTree node = child(header, String.valueOf(field));
    if (node.children().isEmpty()) {
      int cell = depths.size();
      depths.add(1);
      PathText own = new PathText("MSH-" + field, new Place("", 0, 0));
      node.add(List.of("1"), cell, own, problems);
      return cell;
    }
    TargetTree first = node.children().get("1");
    return first == null ? -1 : first.cell();
  }

  private static TargetTree child(TargetTree parent, String key) {
    return parent.children().computeIfAbsent(key, k -> new TargetTree());
  }

  private static void collect(TargetTree node, List<Integer> cells) {
    if (node.cell() >= 0) {
      cells.add(node.cell());
    }
    node.children().values().forEach(child -> collect(child, cells));
  }

  /** The segments in the order of the rules, but those of one name in the order of their occurrences. */
  private List<Map.Entry<String, TargetTree>> inOrder() {
    List<Map.Entry<String, TargetTree>> segments = new ArrayList<>(tree.children().entrySet());
    List<Map.Entry<String, TargetTree>> ordered = new ArrayList<>(segments);
    for (int i = 0; i < segments.size(); i++) {
      String name = segments.get(i).getKey().substring(0, 3);
      if (name.charAt(0) == EACH.charAt(0)) {
        continue;
      }
      List<Map.Entry<String, TargetTree>> same = new ArrayList<>();
      int before = 0;
      for (int j = 0; j < segments.size(); j++) {
        if (segments.get(j).getKey().startsWith(name)) {
          same.add(segments.get(j));
          before += j < i ? 1 : 0;
        }
      }
      same.sort(Comparator.comparingInt(entry -> occurrence(entry.getKey())));
      ordered.set(i, same.get(before));
    }
    return ordered;
  }

  private static int occurrence(String key) {
    return Integer.parseInt(key.substring(4, key.length() - 1));
  }

  /** The children of a node by number, counted from {@code first}; null where no rule sets one. */
  private static Hl7Template.@Nullable Node[] numbered(TargetTree node, int first) {
    int size = 0;
    for (String key : node.children().keySet()) {
      size = Math.max(size, Integer.parseInt(key) - first + 1);
    }
    Hl7Template.@Nullable Node[] nodes = new Hl7Template.@Nullable Node[size];
    node.children()
        .forEach(
            (key, child) ->
                nodes[Integer.parseInt(key) - first] =
                    new Hl7Template.Node(child.cell(), numbered(child, 1)));
    return nodes;
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
