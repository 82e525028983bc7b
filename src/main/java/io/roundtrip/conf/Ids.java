package io.roundtrip.conf;

import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Ids of routes and destinations. They become part of addresses, URLs and metric labels, so they are words. Immutable.
 */
final class Ids {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Ids() {}

  /** The map's id, or empty with an error. */
  static String read(YamlMap map) {
    String id = map.neededWord("id");
    YamlValue value = map.get("id");
    if (value == null || id.isEmpty() || WORD.matcher(id).matches()) {
      return id;
    }
    value.error(
        "must be 1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit, got '"
            + value.written()
            + "'");
    return "";
  }

  /** The id as it stands in a map that was not opened yet, for its errors; empty if there is no right one. */
  static String written(YamlValue item) {
    if (item.node() instanceof MappingNode map) {
      for (var tuple : map.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && key.getValue().equals("id")
            && tuple.getValueNode() instanceof ScalarNode id
            && WORD.matcher(id.getValue()).matches()) {
          return id.getValue();
        }
      }
    }
    return "";
  }
}
