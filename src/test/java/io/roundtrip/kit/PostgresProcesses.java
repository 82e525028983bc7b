package io.roundtrip.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processes of an embedded PostgreSQL, found by the folder they work in. Stateless. */
public final class PostgresProcesses {
  private PostgresProcesses() {}

  /** The numbers of all that work somewhere below the folder. */
  public static List<String> in(Path folder) {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(process -> worksIn(process, folder))
          .map(process -> String.valueOf(process.getFileName()))
          .toList();
    } catch (IOException noProc) {
      throw new UncheckedIOException(noProc);
    }
  }

  private static boolean worksIn(Path process, Path folder) {
    try {
      Path cwd = Files.readSymbolicLink(process.resolve("cwd"));
      return cwd.startsWith(folder) && !cwd.equals(folder);
    } catch (IOException goneOrNoProcess) {
      return false;
    }
  }
}
