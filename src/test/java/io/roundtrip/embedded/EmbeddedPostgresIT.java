package io.roundtrip.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roundtrip.kit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server on one folder, which the tests share since its first start is the slow one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EmbeddedPostgresIT {
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMillis(20),
          Duration.ofSeconds(1));

  @TempDir private static Path shared;
  private static Path directory;
  private static Sql sql;

  @BeforeAll
  static void makeIt() throws IOException {
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    directory = shared.resolve("postgres");
    sql = new Sql();
  }

  @AfterEach
  void leavesNoProcessBehind() throws IOException {
    assertEquals(List.of(), processes());
  }

  @AfterAll
  static void endTheClient() {
    sql.close();
  }

  @Test
  void keepsItsDataDurablyFromOneStartToTheNext() throws Exception {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(directory, PATIENCE)) {
      Access access = first.access();
      for (String on :
          List.of("fsync", "full_page_writes", "synchronous_commit", "data_checksums")) {
        assertEquals("on", sql.ask(access, "SHOW " + on), on);
      }
      assertEquals("", sql.ask(access, "SHOW listen_addresses"));
      assertEquals("UTF8", sql.ask(access, "SHOW server_encoding"));
      assertEquals("Ä", sql.ask(access, "SELECT upper('ä')"));
      assertEquals("", sql.ask(access, "CREATE TABLE kept AS SELECT 7 AS number"));
      assertEquals(first.version(), sql.ask(access, "SHOW server_version") + ".0");
    }
    try (EmbeddedPostgres second = EmbeddedPostgres.start(directory, PATIENCE)) {
      assertEquals("7", sql.ask(second.access(), "SELECT number FROM kept"));
      sql.ask(second.access(), "DROP TABLE kept");
    }
  }

  @Test
  void asksForThePasswordAndKeepsItsSocketToItsOwner() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PATIENCE)) {
      Access right = postgres.access();
      Access wrong = new Access(right.socketFolder(), right.port(), right.user(), "x", "postgres");
      Exception refused = assertThrows(Exception.class, () -> sql.ask(wrong, "SELECT 1"));
      assertTrue(String.valueOf(refused.getMessage()).contains("28P01"), refused::toString);
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(right.socketFolder())));
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(directory.resolve("password"))));
      assertFalse(right.toString().contains(right.password()));
    }
  }

  @Test
  void isStartedAgainWhenItIsKilled() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PATIENCE)) {
      sql.ask(postgres.access(), "CREATE TABLE committed AS SELECT 1 AS number");
      for (int kill = 0; kill < 3; kill++) {
        long pid = pid();
        kill(pid);
        Await.until("a new server", EmbeddedPostgresIT::pid, now -> now > 0 && now != pid);
        Await.until("its answer", () -> answers(postgres), Boolean::booleanValue);
      }
      assertEquals("1", sql.ask(postgres.access(), "SELECT number FROM committed"));
      sql.ask(postgres.access(), "DROP TABLE committed");
    }
  }

  @Test
  void isStartedAgainAlthoughASessionOfTheKilledOneIsBusy() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PATIENCE)) {
      Thread busy =
          Thread.ofVirtual()
              .start(
                  () ->
                      assertThrows(
                          Exception.class,
                          () ->
                              sql.ask(
                                  postgres.access(),
                                  "SELECT count(*) FROM generate_series(1, 9000000000) a")));
      Await.until(
          "the busy session",
          () ->
              sql.ask(
                  postgres.access(),
                  "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%9000000000) a'"
                      + " AND pid <> pg_backend_pid()"),
          "1"::equals);
      long pid = pid();
      kill(pid);
      Await.until("a new server", EmbeddedPostgresIT::pid, now -> now > 0 && now != pid);
      Await.until("its answer", () -> answers(postgres), Boolean::booleanValue);
      busy.join();
    }
  }

  /** What a pid file may say that is not true. */
  enum Stale {
    REUSED,
    ZOMBIE,
    GONE,
    GARBAGE,
    EMPTY
  }

  @ParameterizedTest
  @EnumSource
  void startsAlthoughAPidFileIsStale(Stale stale) throws Exception {
    EmbeddedPostgres.start(directory, PATIENCE).close();
    Process parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec sleep 60").start();
    try {
      String zombie = parent.inputReader().readLine();
      String first =
          switch (stale) {
            case REUSED -> String.valueOf(parent.pid());
            case ZOMBIE -> zombie;
            case GONE -> "4194303";
            case GARBAGE -> "no number";
            case EMPTY -> "";
          };
      Path socket = directory.resolve("socket");
      String text = String.join("\n", first, directory + "/data", "1", "5432", socket + "", "");
      Files.writeString(directory.resolve("data/postmaster.pid"), stale == Stale.EMPTY ? "" : text);
      Files.writeString(socket.resolve(".s.PGSQL.5432.lock"), text);
      Files.writeString(socket.resolve(".s.PGSQL.5432"), "");
      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PATIENCE)) {
        assertEquals("1", sql.ask(postgres.access(), "SELECT 1"));
      }
      assertTrue(ProcessHandle.of(parent.pid()).isPresent());
    } finally {
      parent.destroyForcibly().waitFor();
    }
  }

  @Test
  void refusesASecondEngineAndTheFirstGoesOn() throws Exception {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(directory, PATIENCE)) {
      for (int again = 0; again < 2; again++) {
        String why = refusal(directory);
        assertTrue(why.contains("the engine of this process uses it"), why);
      }
      assertEquals("1", sql.ask(first.access(), "SELECT 1"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAConfThatIsNotDurable(NotDurable off) throws Exception {
    EmbeddedPostgres.start(directory, PATIENCE).close();
    Path conf = directory.resolve("data").resolve(off.file);
    byte[] right = Files.readAllBytes(conf);
    Files.writeString(conf, "\n" + off.line + "\n", StandardOpenOption.APPEND);
    try {
      String why = refusal(directory);
      assertTrue(why.contains(off.why), why);
      assertTrue(why.endsWith("or set store.url to an external PostgreSQL"), why);
    } finally {
      Files.write(conf, right);
    }
  }

  /** Lines that an operator may find in a guide to a faster PostgreSQL, and one that is wrong. */
  enum NotDurable {
    FSYNC("postgresql.conf", "fsync = off", "fsync must be on, got off"),
    COMMIT(
        "postgresql.auto.conf",
        "synchronous_commit = 'local'",
        "synchronous_commit must be on, got local"),
    PAGES("postgresql.conf", "full_page_writes = 0", "full_page_writes must be on, got off"),
    UNKNOWN("postgresql.conf", "no_such_thing = 1", "no_such_thing");

    private final String file;
    private final String line;
    private final String why;

    NotDurable(String file, String line, String why) {
      this.file = file;
      this.line = line;
      this.why = why;
    }
  }

  @Test
  void isOutOfReachOfTheTerminalsCtrlC() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, PATIENCE)) {
      assertEquals("1", sql.ask(postgres.access(), "SELECT 1"));
      assertEquals(pid(), session(pid()), "it leads a session of its own");
      assertNotEquals(session(ProcessHandle.current().pid()), session(pid()));
    }
  }

  @Test
  void runsAsNobodyWhereRootHasNoNamespacesAndGivesTheDataBack() throws Exception {
    assumeTrue(Objects.equals(System.getProperty("user.name"), "root"));
    for (RunAs choice : List.of(RunAs.OTHER_USER, RunAs.NAMESPACE, RunAs.OTHER_USER)) {
      RunAs refused = new RunAs(List.of("false"), 1);
      try (EmbeddedPostgres postgres =
          EmbeddedPostgres.start(directory, PATIENCE, List.of(refused, choice))) {
        assertEquals("1", sql.ask(postgres.access(), "SELECT 1"));
        assertEquals(
            choice.owner(), Files.getAttribute(directory.resolve("data/PG_VERSION"), "unix:uid"));
        long pid = pid();
        kill(pid);
        Await.until("a new server", EmbeddedPostgresIT::pid, now -> now > 0 && now != pid);
        Await.until("its answer", () -> answers(postgres), Boolean::booleanValue);
      }
      assertEquals(List.of(), processes());
    }
  }

  @Test
  void hasItsSocketInAShortFolderWhereThePathIsTooLong() throws Exception {
    EmbeddedPostgres.start(directory, PATIENCE).close();
    Path deep = Files.createDirectories(shared.resolve("d".repeat(80))).resolve("postgres");
    Files.move(directory, deep);
    try {
      Path socket;
      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(deep, PATIENCE)) {
        socket = postgres.access().socketFolder();
        assertTrue(SocketFolder.isTemporary(socket));
        assertEquals("1", sql.ask(postgres.access(), "SELECT 1"));
      }
      assertFalse(Files.exists(socket));
    } finally {
      Files.move(deep, directory);
    }
  }

  private static String refusal(Path where) {
    return String.valueOf(
        assertThrows(EmbeddedPostgresException.class, () -> EmbeddedPostgres.start(where, PATIENCE))
            .getMessage());
  }

  private static boolean answers(EmbeddedPostgres postgres) {
    try {
      return sql.ask(postgres.access(), "SELECT 1").equals("1");
    } catch (Exception notYet) {
      return false;
    }
  }

  private static List<Long> processes() throws IOException {
    Path data = directory.resolve("data");
    return new Occupants(data, directory.resolve("socket")).processes();
  }

  private static long pid() throws IOException {
    return PidFile.read(directory.resolve("data")).pid();
  }

  private static void kill(long pid) {
    assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
  }

  /** The sixth field of the process's state. */
  private static long session(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5)[3]);
  }
}
