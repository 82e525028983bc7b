package io.roundtrip.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One conf file while it is read: its name, its secrets, and what was found wrong in it so far. Confined to the thread
 * that loads. Errors get their route's name at the end, since a key before {@code id} may be wrong, too.
 */
final class ConfFile {
  private record Found(Place place, String message) {}

  private final Path path;
  private final String name;
  private final Secrets secrets;
  private final List<Found> found = new ArrayList<>();

  ConfFile(Path path, Function<String, @Nullable String> environment) {
    this.path = path;
    this.name = nameOf(path);
    this.secrets = new Secrets(environment, path.resolveSibling(""));
  }

  /** Relative to the working folder if it lies in there, else as given. */
  private static String nameOf(Path path) {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path absolute = path.toAbsolutePath().normalize();
    return (absolute.startsWith(here) ? here.relativize(absolute) : path).toString();
  }

  Path path() {
    return path;
  }

  Secrets secrets() {
    return secrets;
  }

  /** A place counted from 1. */
  Place place(int line, int column) {
    return new Place(name, line, column);
  }

  /** The place of a mark, which counts from 0. */
  Place place(Mark mark) {
    return place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Where the node begins. */
  Place place(Node node) {
    return node.getStartMark().map(this::place).orElseGet(() -> place(1, 1));
  }

  void error(Place place, String message) {
    found.add(new Found(place, message));
  }

  /** Whether nothing was found wrong so far. */
  boolean isRight() {
    return found.isEmpty();
  }

  /** What was found wrong, each once although an alias may lead to it several times. */
  List<ConfError> errors(String route) {
    return found.stream()
        .distinct()
        .map(each -> new ConfError(each.place(), route, each.message()))
        .toList();
  }
}
