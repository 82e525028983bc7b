package io.roundtrip.conf;

import io.roundtrip.model.Format;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a route's map. Immutable. */
final class MapReader {
  private static final Words<Format> FORMATS =
      Words.of("json", Format.JSON).or("fhir", Format.FHIR).or("hl7v2", Format.HL7V2);

  private MapReader() {}

  /** The map, null if there is none or with an error. */
  static @Nullable MapConf read(YamlMap route) {
    YamlMap map = route.map("map", Section.MAP);
    if (map == null) {
      return null;
    }
    map.needed("format");
    Format format = map.oneOf("format", Format.JSON, FORMATS);
    YamlValue list = map.needed("rules");
    List<MapItem> rules = list == null ? List.of() : RuleReader.readAll(list, "map rule ", 0);
    return new MapConf(map.place(), format, rules);
  }
}
