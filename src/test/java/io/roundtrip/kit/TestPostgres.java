package io.roundtrip.kit;

import io.roundtrip.embedded.Access;
import io.roundtrip.embedded.EmbeddedPostgres;
import io.roundtrip.embedded.Patience;
import io.roundtrip.pg.PgAddress;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A database of its own on a real PostgreSQL, for one test class: on that of {@value #URL} if it is set, else on an
 * embedded one that all tests of the JVM share. Thread-safe, because it only hands over.
 */
public final class TestPostgres implements AutoCloseable {
  private static final String URL = "ROUNDTRIP_TEST_PG_URL";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final Server server = Server.SHARED;
  private final String database = "t_" + UUID.randomUUID().toString().replace('-', '_');
  private final PgClient admin;

  private record Server(PgAddress address, String password) {
    static final Server SHARED = find();

    private static Server find() {
      String url = System.getenv(URL);
      return url == null ? embedded() : external(url);
    }

    /** The URL of the environment may hold a password, as those of build servers do; ours may not. */
    private static Server external(String url) {
      int at = url.indexOf('@');
      int colon = url.indexOf(':', url.indexOf("//") + 2);
      boolean secret = colon > 0 && colon < at;
      return new Server(
          PgAddress.parse(secret ? url.substring(0, colon) + url.substring(at) : url),
          secret ? url.substring(colon + 1, at) : "");
    }

    private static Server embedded() {
      try {
        Path folder = Files.createTempDirectory("roundtrip-test-postgres");
        ClusterTemplate.copyTo(folder.resolve("postgres"));
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(folder.resolve("postgres"), Patience.USUAL);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, folder)));
        Access access = postgres.access();
        return new Server(
            PgAddress.unixSocket(
                access.socketFolder(), access.port(), access.database(), access.user()),
            access.password());
      } catch (IOException | InterruptedException failed) {
        throw new AssertionError("no PostgreSQL for the tests", failed);
      }
    }

    private static void end(EmbeddedPostgres postgres, Path folder) {
      postgres.close();
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      } catch (IOException leftBehind) {
        throw new UncheckedIOException(leftBehind);
      }
    }
  }

  /** Makes the database. */
  public TestPostgres() {
    admin = PgClient.create(vertx, options(server.address).withPool(1, 1, 10)).within(PATIENCE);
    get(admin.exec("CREATE DATABASE " + database));
  }

  /** Where the database is. */
  public PgAddress address() {
    PgAddress at = server.address;
    return new PgAddress(
        at.host(), at.port(), database, at.user(), at.tls(), at.rootCertificates());
  }

  /** The options of a client of it. */
  public PgOptions options() {
    return options(address());
  }

  /** The options of a client that goes through the proxy. */
  public PgOptions options(PgProxy proxy) {
    return options(
        new PgAddress(
            "127.0.0.1",
            proxy.port(),
            database,
            server.address.user(),
            PgAddress.Tls.DISABLE,
            null));
  }

  /** The section of an engine's conf for the database behind the proxy; its password is in a file of the folder. */
  public String storeConf(PgProxy proxy, Path folder) {
    try {
      Files.writeString(folder.resolve("pg-password"), server.password);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    String url =
        "postgresql://"
            + server.address.user()
            + "@127.0.0.1:"
            + proxy.port()
            + "/"
            + database
            + "?sslmode=disable";
    return "store: { url: '"
        + url
        + (server.password.isEmpty() ? "'" : "', password: '${file:pg-password}'")
        + " }";
  }

  private PgOptions options(PgAddress address) {
    return PgOptions.of(address)
        .withPassword(() -> Future.succeededFuture(server.password))
        .withApplicationName(database);
  }

  /** Asks the server itself, past every client under test. */
  public long count(String sql) {
    return get(admin.exec(sql)).rows().getFirst().getLong(0);
  }

  /** Runs a statement on the server's own connection. */
  public void admin(String sql) {
    get(admin.exec(sql));
  }

  /** How many connections of the clients under test the server has. */
  public long backends() {
    return count("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database + "'");
  }

  /** Waits for a result as a test does: not for ever. */
  public static <T> T get(Future<T> future) {
    try {
      return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("nothing came within " + PATIENCE, late);
    }
  }

  @Override
  public void close() {
    try {
      get(admin.exec("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)"));
      get(admin.close());
    } finally {
      vertx.close().await();
    }
  }
}
