package io.roundtrip.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The data folder and its password: made once, checked at each start. Immutable.
 *
 * @param directory the engine's folder for PostgreSQL
 * @param binaries what makes and reads the data
 * @param runAs the user whom the data belongs to
 * @param patience how long a program may take
 */
record Cluster(Path directory, Binaries binaries, RunAs runAs, Patience patience) {
  static final int PORT = 5432;
  static final String SOCKET = ".s.PGSQL." + PORT;
  private static final String USER = "roundtrip";
  private static final String DATABASE = "postgres";

  private static final String NEW = "data.new-";
  private static final int SECRET_BYTES = 32;

  /** Without one of these a commit that was answered may be gone after a crash. */
  private static final List<String> DURABLE =
      List.of("fsync", "full_page_writes", "synchronous_commit");

  /** What an operator may change in {@code postgresql.conf}: modest, for a machine that has an engine to run too. */
  private static final List<String> MODEST =
      List.of(
          "shared_buffers=64MB",
          "maintenance_work_mem=32MB",
          "max_connections=300",
          "max_wal_size=512MB",
          "jit=off",
          "timezone=UTC");

  /**
   * What nobody may change. Of errors, which clients are told, the server's log would repeat values of messages; it is
   * left with what happens to the server itself.
   */
  private static final List<String> PINNED =
      List.of(
          "listen_addresses=",
          "port=" + PORT,
          "unix_socket_permissions=0700",
          "logging_collector=off",
          "log_destination=stderr",
          "log_min_messages=log",
          "log_min_error_statement=panic",
          "log_error_verbosity=terse");

  /** Makes the data where there is none, and refuses what is not this version's or not durable. */
  void prepare() throws IOException, InterruptedException {
    FolderTree.deleteOthers(directory, NEW, data());
    if (!Files.exists(data())) {
      initialize();
    }
    refuseOtherVersions();
    if (!Files.exists(password())) {
      throw EmbeddedPostgresException.curable(
          directory, "its file password is gone, the data's owner has no other", "restore it");
    }
    runAs.take(data());
    runAs.take(password());
    for (String setting : DURABLE) {
      refuseUnlessOn(setting);
    }
  }

  Path data() {
    return directory.resolve("data");
  }

  private Path password() {
    return directory.resolve("password");
  }

  /** How clients reach a server of this data. */
  Access access(Path socketFolder) throws IOException {
    return new Access(socketFolder, PORT, USER, Files.readString(password()).strip(), DATABASE);
  }

  /** The server's command line, which the folder's conf and ALTER SYSTEM cannot overrule. */
  List<String> server(Path socketFolder) {
    List<String> command =
        new ArrayList<>(List.of(binaries.program("postgres"), "-D", data().toString()));
    List<String> settings = new ArrayList<>(PINNED);
    DURABLE.forEach(setting -> settings.add(setting + "=on"));
    // In quotes, because it is a list: a comma would begin another folder.
    settings.add(
        "unix_socket_directories=\"" + socketFolder.toString().replace("\"", "\"\"") + "\"");
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    return runAs.server(command.toArray(String[]::new));
  }

  /** Aside and then by rename, so that a start that was killed in between leaves nothing that looks whole. */
  private void initialize() throws IOException, InterruptedException {
    writePassword();
    Path aside = FolderTree.ownersAlone(Files.createTempDirectory(directory, NEW));
    runAs.take(aside);
    runAs.take(password());
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.program("initdb"),
                "--pgdata=" + aside,
                "--username=" + USER,
                "--pwfile=" + password(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // PostgreSQL's own: an index stays right when the system's C library is another
                // one.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions"));
    MODEST.forEach(setting -> command.addAll(List.of("--set", setting)));
    Command made =
        Command.run(directory, patience.start(), runAs.tool(command.toArray(String[]::new)));
    if (!made.succeeded()) {
      FolderTree.delete(aside);
      throw EmbeddedPostgresException.of(
          directory, "initdb could not make the data: " + made.lastWords());
    }
    Files.move(aside, data(), StandardCopyOption.ATOMIC_MOVE);
    FolderTree.forceOne(directory);
  }

  private void writePassword() throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    Files.deleteIfExists(password());
    Files.createFile(
        password(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password(), HexFormat.of().formatHex(secret) + "\n");
    FolderTree.forceOne(password());
  }

  private void refuseOtherVersions() throws IOException {
    Path file = data().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      throw EmbeddedPostgresException.curable(
          directory, "its folder data is not one of PostgreSQL", "move it away");
    }
    String version = Files.readString(file).strip();
    if (!version.equals(Binaries.MAJOR)) {
      throw EmbeddedPostgresException.curable(
          directory,
          "its data is of PostgreSQL " + version + ", this engine has " + Binaries.MAJOR,
          "upgrade the data by dump and restore");
    }
  }

  /** Asks for what the folder's own conf says: whoever turned it off there has to be told, not overruled. */
  private void refuseUnlessOn(String setting) throws IOException, InterruptedException {
    Command value =
        Command.run(
            directory,
            patience.start(),
            runAs.tool(binaries.program("postgres"), "-D", data().toString(), "-C", setting));
    if (!value.succeeded()) {
      throw EmbeddedPostgresException.curable(
          directory, "its conf cannot be read: " + value.lastWords(), "correct postgresql.conf");
    }
    if (!value.output().equals("on")) {
      throw EmbeddedPostgresException.curable(
          directory,
          "a commit would not be durable, " + setting + " must be on, got " + value.output(),
          "correct postgresql.conf and postgresql.auto.conf in its folder data");
    }
  }
}
