package io.roundtrip.conf;

import io.roundtrip.model.Format;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a route's map. Immutable. */
final class MapReader {
  private static final Words<Format> FORMATS =
      Words.of("json", Format.JSON).or("hl7v2", Format.HL7V2);

  private MapReader() {}

  /** The map, null if there is none or with an error. */
  static @Nullable MapConf read(YamlMap route) {
    YamlMap map = route.map("map", Section.MAP);
    if (map == null) {
      return null;
    }
    map.needed("format");
    Format format = map.oneOf("format", Format.JSON, FORMATS);
    List<MapRule> rules = new ArrayList<>();
    YamlValue list = map.needed("rules");
    if (list != null) {
      int number = 1;
      for (YamlValue item : list.items()) {
        MapRule rule = RuleReader.read(item, "map rule " + number++ + ": ");
        if (rule != null) {
          rules.add(rule);
        }
      }
    }
    return new MapConf(map.place(), format, List.copyOf(rules));
  }
}
