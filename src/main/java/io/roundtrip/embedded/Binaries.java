package io.roundtrip.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;

/**
 * PostgreSQL's programs on the disk. Immutable.
 *
 * @param home the folder with {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path home) {
  /** Of the jars that hold the binaries; a test compares it with the build's. */
  static final String VERSION = "18.6.0";

  /** The data's format is that of the major version. */
  static final String MAJOR = "18";

  private static final String PREFIX = "bin-";
  private static final Map<String, String> ARCHIVES =
      Map.of(
          "linux amd64", "/postgres-linux-x86_64.txz",
          "linux x86_64", "/postgres-linux-x86_64.txz",
          "linux aarch64", "/postgres-linux-arm_64.txz");

  /** Unpacks this machine's binaries into the folder, unless this version is there; others are deleted. */
  static Binaries in(Path directory) throws IOException {
    String machine =
        (System.getProperty("os.name") + " " + System.getProperty("os.arch"))
            .toLowerCase(Locale.ROOT);
    return in(directory, machine);
  }

  /** As above for the named system and architecture. */
  static Binaries in(Path directory, String machine) throws IOException {
    Path home = directory.resolve(PREFIX + VERSION);
    String archive = ARCHIVES.get(machine);
    if (archive == null) {
      throw EmbeddedPostgresException.of(
          directory, "it has binaries for linux on amd64 and aarch64, not for " + machine);
    }
    FolderTree.deleteOthers(directory, PREFIX, home);
    if (!Files.isDirectory(home)) {
      unpack(directory, archive, home);
    }
    return new Binaries(home);
  }

  /** Aside and then by rename: the folder is there completely, after a power cut too, or not at all. */
  private static void unpack(Path directory, String archive, Path home) throws IOException {
    Path aside = Files.createTempDirectory(directory, PREFIX + VERSION + ".new-");
    try (InputStream txz = Binaries.class.getResourceAsStream(archive)) {
      if (txz == null) {
        throw EmbeddedPostgresException.of(
            directory, "this build of the engine lacks the binaries " + archive.substring(1));
      }
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
      Unpacking.into(aside, txz);
      FolderTree.force(aside);
      Files.move(aside, home, StandardCopyOption.ATOMIC_MOVE);
      FolderTree.forceOne(directory);
    } finally {
      FolderTree.delete(aside);
    }
  }

  /** A program's path. */
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }
}
