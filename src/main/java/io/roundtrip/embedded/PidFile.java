package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code postmaster.pid}: the server's number in the first line, its socket's folder in the fifth, how far it is in the
 * eighth. Immutable; what is missing or not a number reads as none.
 */
record PidFile(List<String> lines) {
  static final String NAME = "postmaster.pid";

  private static final int PID = 0;
  private static final int SOCKET = 4;
  private static final int STATE = 7;
  private static final long NONE = -1;

  /** Reads the data folder's; a server may be writing it. */
  static PidFile read(Path data) throws IOException {
    try {
      byte[] text = Files.readAllBytes(data.resolve(NAME));
      return new PidFile(new String(text, StandardCharsets.UTF_8).lines().toList());
    } catch (NoSuchFileException none) {
      return new PidFile(List.of());
    }
  }

  /** The server's process, or -1. */
  long pid() {
    String text = line(PID);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : NONE;
  }

  /** Whether this process takes connections. */
  boolean saysReady(long pid) {
    return pid() == pid && line(STATE).equals("ready");
  }

  /** Removes the temporary socket folder of an engine that was killed, where it had one. */
  void deleteSocketElsewhere(Path socket) throws IOException {
    Path other = Path.of(line(SOCKET));
    if (SocketFolder.isTemporary(other) && !other.equals(socket)) {
      FolderTree.delete(other);
    }
  }

  private String line(int index) {
    return index < lines.size() ? lines.get(index).strip() : "";
  }
}
