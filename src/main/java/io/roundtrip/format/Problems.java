package io.roundtrip.format;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.Place;
import java.util.List;

/** Collects what is wrong in one route's conf while it is compiled. Confined to the compiling thread. */
record Problems(String route, List<ConfError> errors) {
  void add(Place place, String message) {
    errors.add(new ConfError(place, route, message));
  }

  void add(PathText path, String message) {
    add(path.place(), "path '" + path.text() + "' " + message);
  }
}
