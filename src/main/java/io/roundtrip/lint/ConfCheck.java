package io.roundtrip.lint;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.KeyReader;
import io.roundtrip.format.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Every check that a conf passes before it may run. Immutable. */
public final class ConfCheck {
  private static final Comparator<ConfError> BY_PLACE =
      Comparator.comparing((ConfError error) -> error.place().file())
          .thenComparingInt(error -> error.place().line())
          .thenComparingInt(error -> error.place().column());

  private ConfCheck() {}

  /** Loads the conf and compiles its routes; the errors of both, in the order of files and lines. */
  public static ConfLoader.Loaded check(Path engineFile) {
    ConfLoader.Loaded loaded = ConfLoader.load(engineFile);
    EngineConf conf = loaded.conf();
    List<ConfError> errors = new ArrayList<>(loaded.errors());
    if (conf != null) {
      for (RouteConf route : conf.routes()) {
        Transform.compile(route, errors);
        if (route.key() != null) {
          KeyReader.compile(route, route.key(), errors);
        }
      }
    }
    errors.sort(BY_PLACE);
    return new ConfLoader.Loaded(conf, List.copyOf(errors));
  }
}
