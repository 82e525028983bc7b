package io.roundtrip.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks a tar in xz. Confined to one thread.
 *
 * <p>Knows what the binaries' archives are made of, and fails on anything else: files, folders and symbolic links, names
 * of up to a hundred bytes.
 */
final class Unpacking {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int MODE = 100;
  private static final int SIZE = 124;
  private static final int TYPE = 156;
  private static final int LINK = 157;
  private static final int NUMBER = 12;
  private static final int RUNS = 0111;

  private final InputStream tar;
  private final Path folder;
  private final byte[] header = new byte[BLOCK];
  private final byte[] buffer = new byte[1 << 16];

  private Unpacking(InputStream tar, Path folder) {
    this.tar = tar;
    this.folder = folder;
  }

  /** Unpacks into a folder that exists; what everybody may read and run stays so, whatever the umask. */
  static void into(Path folder, InputStream txz) throws IOException {
    try (XZInputStream tar = new XZInputStream(txz)) {
      new Unpacking(tar, folder).all();
    }
  }

  private void all() throws IOException {
    while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      Path target = folder.resolve(text(0, NAME)).normalize();
      if (!target.startsWith(folder)) {
        throw new IOException("the archive has a file outside of it: " + text(0, NAME));
      }
      long size = number(SIZE);
      switch (header[TYPE]) {
        case '0' -> file(target, size);
        case '2' -> link(target);
        case '5' -> folder(target);
        default ->
            throw new IOException(
                "the archive has an entry of the unknown type " + (char) header[TYPE]);
      }
      tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
  }

  private void file(Path target, long size) throws IOException {
    folder(target.resolveSibling(""));
    try (OutputStream out = Files.newOutputStream(target)) {
      for (long left = size; left > 0; ) {
        int read = tar.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException("the archive ends within " + target.getFileName());
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    boolean runs = (number(MODE, 8) & RUNS) != 0;
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private void link(Path target) throws IOException {
    folder(target.resolveSibling(""));
    Files.createSymbolicLink(target, Path.of(text(LINK, NAME)));
  }

  private static void folder(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      Files.createDirectories(target);
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private String text(int from, int most) {
    int end = from;
    while (end < from + most && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private long number(int from) throws IOException {
    return number(from, NUMBER);
  }

  private long number(int from, int digits) throws IOException {
    String octal = text(from, digits).strip();
    try {
      return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
    } catch (NumberFormatException notOctal) {
      throw new IOException("the archive has the number '" + octal + "'", notOctal);
    }
  }
}
