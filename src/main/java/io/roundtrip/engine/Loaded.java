package io.roundtrip.engine;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfException;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.queue.Credits;
import io.roundtrip.route.Route;
import io.roundtrip.route.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A conf that may run, compiled. Immutable.
 *
 * @param conf as written
 * @param routes compiled
 * @param memory bounds what all routes hold together: a quarter of the heap
 */
public record Loaded(EngineConf conf, List<Route> routes, Credits memory) {
  private static final int HEAP_SHARE = 4;

  /** Tells this conf from another: equal for equal meaning, whatever the comments and the order of keys. */
  public String hash() {
    return "%08x".formatted(conf.toString().hashCode());
  }

  /** The longest that a sender may have to wait for its answer. */
  public Duration longestDeadline() {
    return routes.stream()
        .map(route -> route.conf().deadline())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * Reads and compiles the conf of an engine that has nothing but its routes.
   *
   * @throws ConfException with everything that is wrong in it
   */
  public static Loaded load(Path file) {
    return load(file, false);
  }

  /**
   * Reads and compiles the conf; this is all that is checked before a port is opened.
   *
   * @param extended whether the engine has extensions, and needs no route
   * @throws ConfException with everything that is wrong in it
   */
  static Loaded load(Path file, boolean extended) {
    ConfLoader.Loaded read =
        extended ? ConfLoader.loadWithoutNeedOfRoutes(file) : ConfLoader.load(file);
    List<ConfError> errors = new ArrayList<>(read.errors());
    EngineConf conf = read.conf();
    Credits memory =
        new Credits(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / HEAP_SHARE, null);
    List<Route> routes = conf == null ? List.of() : Routes.compile(conf, memory, errors);
    if (conf != null) {
      StoreUrl.check(conf, errors);
    }
    if (conf == null || !errors.isEmpty()) {
      errors.sort(
          Comparator.comparing((ConfError error) -> error.place().file())
              .thenComparing(error -> error.place().line())
              .thenComparing(error -> error.place().column()));
      throw new ConfException(errors);
    }
    return new Loaded(conf, routes, memory);
  }
}
