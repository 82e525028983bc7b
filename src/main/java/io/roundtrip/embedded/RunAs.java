package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL, which refuses to be root, is run by the user that the engine is. Immutable.
 *
 * @param prefix what becomes another user, before the command itself
 * @param owner whom the data has to belong to, by number; null where the files are the engine's own
 */
record RunAs(List<String> prefix, @Nullable Integer owner) {
  private static final int NOBODY = 65534;

  /** Not root: as it is. */
  static final RunAs ITSELF = new RunAs(List.of(), null);

  /** Root in a namespace where it is nobody: no rights, and yet the owner of its files. */
  static final RunAs NAMESPACE = new RunAs(List.of("unshare", "-U"), 0);

  /** Root where user namespaces are off; nobody and nogroup by number, since not every system names them so. */
  static final RunAs OTHER_USER =
      new RunAs(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"),
          NOBODY);

  /** What to try for the user of this process, in this order. */
  static List<RunAs> choices() throws IOException {
    String user =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("Uid:"))
            .findFirst()
            .orElse("Uid: ?");
    boolean root = user.split("\\s+", 3)[1].equals("0");
    return root ? List.of(NAMESPACE, OTHER_USER) : List.of(ITSELF);
  }

  /** The first choice that runs the server's program. */
  static RunAs firstThatRuns(
      Path directory, Binaries binaries, Duration timeout, List<RunAs> choices)
      throws IOException, InterruptedException {
    StringBuilder why = new StringBuilder();
    for (RunAs choice : choices) {
      Command version =
          Command.run(directory, timeout, choice.server(binaries.program("postgres"), "--version"));
      if (version.succeeded()) {
        return choice;
      }
      why.append(why.isEmpty() ? "" : "; ").append(version.lastWords());
    }
    throw EmbeddedPostgresException.of(
        directory,
        "its binaries do not run here (they need glibc, a file system without noexec, and setsid,"
            + " setpriv and unshare of util-linux): "
            + why);
  }

  /** A program that ends with the thread that started it, at once. */
  List<String> tool(String... command) {
    return wrapped(List.of(), "KILL", command);
  }

  /** The server: cleanly stopped when the thread that started it ends, and out of reach of the terminal's Ctrl-C. */
  List<String> server(String... command) {
    return wrapped(List.of("setsid"), "INT", command);
  }

  private List<String> wrapped(List<String> before, String atTheThreadsEnd, String... command) {
    List<String> all = new ArrayList<>(before);
    all.addAll(prefix);
    all.addAll(List.of("setpriv", "--pdeathsig", atTheThreadsEnd, "--"));
    all.addAll(List.of(command));
    return all;
  }

  /** Gives a file or folder to the user that the server is. */
  void take(Path path) throws IOException {
    if (owner != null) {
      FolderTree.give(path, owner);
    }
  }
}
