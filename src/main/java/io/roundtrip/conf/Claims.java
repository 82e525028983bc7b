package io.roundtrip.conf;

import java.util.HashMap;
import java.util.Map;

/**
 * What only one may have: route ids and paths in an engine, destination ids in a route. Confined to the thread that
 * loads.
 */
final class Claims {
  private final Map<String, Place> taken = new HashMap<>();

  /** Takes the thing for the place; an error there if it is taken already. */
  void claim(String thing, ConfFile file, Place place, String subject) {
    Place first = taken.putIfAbsent(thing, place);
    if (first != null) {
      file.error(place, subject + thing + " is already at " + first);
    }
  }
}
