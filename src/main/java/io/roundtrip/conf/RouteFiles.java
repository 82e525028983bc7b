package io.roundtrip.conf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Finds the route files that the engine file names by globs relative to itself. Immutable. Files whose names begin with
 * a dot are an editor's, not routes.
 */
final class RouteFiles {
  private RouteFiles() {}

  /**
   * The files, each once, in the order of their names.
   *
   * @param needed whether an engine file that names none is wrong
   */
  static Collection<Path> find(YamlMap engine, boolean needed) {
    TreeMap<Path, Path> byPlace = new TreeMap<>();
    YamlValue routes = needed ? engine.needed("routes") : engine.get("routes");
    if (routes != null) {
      for (YamlValue glob : routes.itemsOrSelf()) {
        String text = glob.word();
        if (text != null) {
          for (Path file : matches(engine.file().path(), text, glob)) {
            byPlace.put(file.toAbsolutePath().normalize(), file);
          }
        }
      }
    }
    return byPlace.values();
  }

  private static List<Path> matches(Path engineFile, String glob, YamlValue value) {
    try {
      List<Path> files = walk(engineFile.resolveSibling(start(glob)), rest(glob));
      if (files.isEmpty()) {
        value.error("'" + value.written() + "' matches no file; it is relative to this file");
      }
      Path self = engineFile.toAbsolutePath().normalize();
      if (files.stream().anyMatch(file -> file.toAbsolutePath().normalize().equals(self))) {
        value.error("'" + value.written() + "' matches this file; give routes their own folder");
        return files.stream().filter(file -> !isAt(file, self)).toList();
      }
      return files;
    } catch (PatternSyntaxException | InvalidPathException wrong) {
      value.error("'" + value.written() + "' is not a glob such as routes/*.yaml");
    } catch (IOException | UncheckedIOException unreadable) {
      value.error("'" + value.written() + "' leads into a folder that cannot be read");
    }
    return List.of();
  }

  private static boolean isAt(Path file, Path place) {
    return file.toAbsolutePath().normalize().equals(place);
  }

  private static List<Path> walk(Path start, String rest) throws IOException {
    if (rest.isEmpty()) {
      return Files.isRegularFile(start) ? List.of(start) : List.of();
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("/", -1).length;
    try (Stream<Path> files = Files.walk(start, depth)) {
      return files
          .filter(file -> matcher.matches(start.relativize(file)))
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .toList();
    }
  }

  /** The folders in front of the first that has a wildcard: only what lies below is walked. */
  private static String start(String glob) {
    int wild = firstWildcard(glob);
    return wild < 0 ? glob : glob.substring(0, glob.lastIndexOf('/', wild) + 1);
  }

  private static String rest(String glob) {
    return firstWildcard(glob) < 0 ? "" : glob.substring(start(glob).length());
  }

  private static int firstWildcard(String glob) {
    for (int i = 0; i < glob.length(); i++) {
      if ("*?[{\\".indexOf(glob.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
