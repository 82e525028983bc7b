package io.roundtrip.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads conf files, and finds everything that is wrong in them at once. Immutable. Blocks: it reads files. */
public final class ConfLoader {
  private static final Comparator<ConfError> BY_PLACE =
      Comparator.<ConfError, String>comparing(error -> error.place().file())
          .thenComparingInt(error -> error.place().line())
          .thenComparingInt(error -> error.place().column());

  private ConfLoader() {}

  /**
   * What was read.
   *
   * @param conf null if the engine file cannot be read at all; else with the routes that are right in themselves
   * @param errors everything that is wrong, by file, line and column; empty if the conf may run
   */
  public record Loaded(@Nullable EngineConf conf, List<ConfError> errors) {}

  /** Reads the engine file and the route files it names. */
  public static Loaded load(Path engineFile) {
    return load(engineFile, System::getenv);
  }

  /** {@link #load(Path)} for an engine that has something to do without a route: {@code routes} may be left out. */
  public static Loaded loadWithoutNeedOfRoutes(Path engineFile) {
    return load(engineFile, System::getenv, false);
  }

  /** With an environment of the caller's. */
  static Loaded load(Path engineFile, Function<String, @Nullable String> environment) {
    return load(engineFile, environment, true);
  }

  private static Loaded load(
      Path engineFile, Function<String, @Nullable String> environment, boolean needRoutes) {
    ConfFile file = new ConfFile(engineFile, environment);
    YamlMap root = YamlText.read(file, Section.ENGINE);
    if (root == null) {
      return new Loaded(null, file.errors(""));
    }
    List<ConfError> errors = new ArrayList<>();
    List<RouteConf> routes = new ArrayList<>();
    RouteReader reader = new RouteReader(new Claims());
    for (Path routeFile : RouteFiles.find(root, needRoutes)) {
      RouteConf route = route(reader, new ConfFile(routeFile, environment), errors);
      if (route != null) {
        routes.add(route);
      }
    }
    EngineConf conf = EngineReader.read(root, List.copyOf(routes));
    errors.addAll(file.errors(""));
    if (conf != null && conf.store() == null && file.isRight()) {
      routes.forEach(route -> needStore(route, errors));
    }
    if (conf != null) {
      MllpSourceReader.checkPorts(conf, errors);
    }
    return new Loaded(conf, errors.stream().sorted(BY_PLACE).toList());
  }

  private static void needStore(RouteConf route, List<ConfError> errors) {
    String need = " needs a store: add store: { embedded: { directory: … } } to the engine file";
    if (route.reply() == RouteConf.Reply.STORED) {
      errors.add(new ConfError(route.place(), route.id(), "reply: stored" + need));
    }
    if (route.idempotency() != null) {
      errors.add(new ConfError(route.idempotency().place(), route.id(), "idempotency" + need));
    }
    StateConf state = route.state();
    if (state != null && state.needsStore()) {
      String what = state.durable() ? "state.durable" : "state.store-history";
      errors.add(new ConfError(state.place(), route.id(), what + need));
    }
    for (DestinationConf to : route.to()) {
      if (to.target() instanceof DestinationConf.Postgres) {
        String text = "destination '" + to.id() + "': postgres" + need;
        errors.add(new ConfError(to.place(), route.id(), text));
      }
    }
  }

  private static @Nullable RouteConf route(
      RouteReader reader, ConfFile file, List<ConfError> errors) {
    YamlMap root = YamlText.read(file, Section.ROUTE);
    RouteReader.Read read = root == null ? new RouteReader.Read("", null) : reader.read(root);
    errors.addAll(file.errors(read.id()));
    return read.route();
  }
}
