package io.roundtrip.experiment;

import io.roundtrip.embedded.EmbeddedPostgres;
import io.roundtrip.embedded.EmbeddedPostgresException;
import io.roundtrip.embedded.Patience;
import io.roundtrip.engine.Engine;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What an experiment runs on: engines, a Vert.x for each who sends or is sent to, and a folder. Confined to the experiment's
 * thread. All of it is gone when this is closed, also by a thread that was interrupted.
 */
final class TestBed implements AutoCloseable {
  /** The store of an engine that keeps nothing. */
  static final String NO_STORE = "journal: off";

  /** The store of an engine that keeps every outcome, in a PostgreSQL of its own. */
  static final String JOURNAL = "embedded: { directory: postgres }, journal: outcome";

  private static final String PASSWORD_FILE = "pg-password";

  private final ConfFolder folder;
  private final Deque<Runnable> closings = new ArrayDeque<>();

  private TestBed(ConfFolder folder) {
    this.folder = folder;
  }

  static TestBed open() throws IOException {
    return new TestBed(ConfFolder.create());
  }

  /** A Vert.x with one event loop. */
  Vertx oneLoop() {
    return loops(1);
  }

  /** A Vert.x with so many event loops. */
  Vertx loops(int count) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(count).setPreferNativeTransport(true));
    closings.push(() -> vertx.close().await());
    return vertx;
  }

  /**
   * Starts an engine with these routes; one at a time.
   *
   * @throws IllegalStateException with one sentence, if it needs a PostgreSQL that cannot run here
   */
  Engine engine(String store, List<String> routes) throws IOException {
    try {
      Engine engine = Engine.start(folder.write(store, routes));
      closings.push(engine::close);
      return engine;
    } catch (EmbeddedPostgresException cannot) {
      throw refusal(cannot);
    }
  }

  /** Starts an engine with these routes and the database as its store. */
  Engine engine(Database database, List<String> routes) throws IOException {
    Files.writeString(folder.resolve(PASSWORD_FILE), database.password());
    return engine(database.store(PASSWORD_FILE), routes);
  }

  /**
   * Starts a PostgreSQL.
   *
   * @throws IllegalStateException with one sentence, if none can run here
   */
  Database database() throws InterruptedException {
    try {
      EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"), Patience.USUAL);
      closings.push(server::close);
      return new Database(server);
    } catch (EmbeddedPostgresException cannot) {
      throw refusal(cannot);
    }
  }

  private static IllegalStateException refusal(EmbeddedPostgresException cannot) {
    return new IllegalStateException(
        "this experiment starts a PostgreSQL of its own, and none can run here: "
            + cannot.getMessage(),
        cannot);
  }

  /** What was opened last is closed first; a failure does not keep the others open. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted();
    RuntimeException failed = null;
    while (!closings.isEmpty()) {
      try {
        closings.pop().run();
      } catch (RuntimeException failure) {
        failed = failure;
      }
    }
    folder.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failed != null) {
      throw failed;
    }
  }
}
