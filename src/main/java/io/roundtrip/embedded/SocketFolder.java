package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the unix socket: beside the data, or, since the system bounds a socket's path, a short one under {@code
 * java.io.tmpdir}. Immutable.
 */
record SocketFolder(Path path) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SocketFolder.class);

  /** Of a socket's path, in bytes, without the zero at its end. */
  static final int LONGEST = 107;

  private static final String PREFIX = "roundtrip-pg-";

  /** Makes the folder, for its owner alone. */
  static SocketFolder in(Path directory) throws IOException {
    Path beside = directory.resolve("socket");
    if (fits(beside)) {
      return new SocketFolder(FolderTree.ownersAlone(beside));
    }
    Path temporary = Files.createTempDirectory(PREFIX);
    if (!fits(temporary)) {
      Files.delete(temporary);
      throw EmbeddedPostgresException.curable(
          directory,
          "the path of its socket would be longer than "
              + LONGEST
              + " bytes here and in java.io.tmpdir",
          "set a shorter store.embedded.directory");
    }
    LOG.info("PostgreSQL's socket is in {}: the path {} is too long for one", temporary, beside);
    return new SocketFolder(temporary);
  }

  /** Whether an engine made it under {@code java.io.tmpdir}. */
  static boolean isTemporary(Path folder) {
    Path parent = folder.getParent();
    return parent != null
        && parent.equals(Path.of(System.getProperty("java.io.tmpdir")))
        && String.valueOf(folder.getFileName()).startsWith(PREFIX);
  }

  private static boolean fits(Path folder) {
    String socket = folder.resolve(Cluster.SOCKET).toString();
    return socket.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  @Override
  public void close() throws IOException {
    if (isTemporary(path)) {
      FolderTree.delete(path);
    }
  }
}
