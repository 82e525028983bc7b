package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder with all that is in it. Stateless; links are never followed. */
final class FolderTree {
  private static final String OWNER = "unix:uid";

  private FolderTree() {}

  /** Makes the folder, for its owner alone. */
  static Path ownersAlone(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  /** Deletes it where it exists. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    bottomUp(folder, Files::deleteIfExists);
  }

  /** Deletes what is in the folder and begins with the prefix, except one. */
  static void deleteOthers(Path folder, String prefix, Path kept) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (String.valueOf(entry.getFileName()).startsWith(prefix) && !entry.equals(kept)) {
          delete(entry);
        }
      }
    }
  }

  /** Gives it to a user; the folder itself last, so that its owner says whether all of it was done. */
  static void give(Path folder, int uid) throws IOException {
    if (!Integer.valueOf(uid).equals(Files.getAttribute(folder, OWNER))) {
      bottomUp(folder, each -> Files.setAttribute(each, OWNER, uid, LinkOption.NOFOLLOW_LINKS));
    }
  }

  /** Makes what was written in it survive a power cut. */
  static void force(Path folder) throws IOException {
    bottomUp(
        folder,
        each -> {
          if (!Files.isSymbolicLink(each)) {
            forceOne(each);
          }
        });
  }

  /** Makes one file's content, or one folder's names, survive a power cut. */
  static void forceOne(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private interface Step {
    void on(Path path) throws IOException;
  }

  private static void bottomUp(Path folder, Step step) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            step.on(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            step.on(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
