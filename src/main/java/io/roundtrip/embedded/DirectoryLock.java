package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One engine per folder: held by the kernel for the process, so it ends with it, however it ends.
 *
 * <p>Thread-safe, because engines of one JVM share {@link #HELD}.
 */
final class DirectoryLock implements AutoCloseable {
  /**
   * The folders of this JVM, asked before the file is opened: the kernel's lock belongs to the process, so that closing a
   * second channel on the file, from any thread, would drop the first one's lock.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Takes the folder, given by its real path, or refuses. */
  static DirectoryLock take(Path directory) throws IOException {
    if (!HELD.add(directory)) {
      throw inUse(directory, "this process");
    }
    try {
      return new DirectoryLock(directory, lock(directory));
    } catch (IOException | RuntimeException refused) {
      HELD.remove(directory);
      throw refused;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        String holder = Files.readString(file).strip();
        throw inUse(directory, "the process " + (holder.isEmpty() ? "that started" : holder));
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  private static EmbeddedPostgresException inUse(Path directory, String holder) {
    return EmbeddedPostgresException.curable(
        directory,
        "the engine of " + holder + " uses it",
        "stop that engine, give this one a directory of its own");
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(directory);
    }
  }
}
