package io.roundtrip.conf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole conf. Immutable.
 *
 * @param place the engine file
 * @param http the ingest port
 * @param management the management port
 * @param shards event loops; 0 for one per core
 * @param transport how sockets are driven
 * @param store where messages are kept; null where there is no such place
 * @param drainTimeout how long a stopping engine waits for what it accepted
 * @param drainLinger how long its port then still answers 503
 * @param routes in the order of their files
 */
public record EngineConf(
    Place place,
    Http http,
    Management management,
    int shards,
    Transport transport,
    @Nullable Store store,
    Duration drainTimeout,
    Duration drainLinger,
    List<RouteConf> routes) {

  /**
   * The ingest port.
   *
   * @param host the address to listen on
   * @param port 0 picks a free one
   * @param maxBody bytes of a message
   * @param headerTimeout how long a connection may take to send its first request's header
   * @param idleTimeout how long a kept-alive connection may stay without a request
   * @param maxConnections open connections over all shards; one more is closed at once
   */
  public record Http(
      String host,
      int port,
      int maxBody,
      Duration headerTimeout,
      Duration idleTimeout,
      int maxConnections) {}

  /** The management port. */
  public record Management(String host, int port) {}

  /**
   * A database, and what is kept in it.
   *
   * @param location whose it is, and where
   * @param journal what is kept of every message
   * @param retain how long the journal keeps it; whole days
   * @param storeBodies whether the journal keeps the messages themselves
   * @param connections the most that the shards have to it together; one of each shard at least
   */
  public record Store(
      Location location, Journal journal, Duration retain, boolean storeBodies, int connections) {}

  /** Whether anything has to be kept in the store; else no database is started or connected to. */
  public boolean needsStore() {
    return store != null
        && (store.journal() != Journal.OFF || routes.stream().anyMatch(RouteConf::needsStore));
  }

  /** A database of the engine's own, or another. */
  public sealed interface Location {
    /** The engine runs PostgreSQL itself. */
    record Embedded(Path directory) implements Location {}

    /**
     * Somebody else runs PostgreSQL.
     *
     * @param url as written, unchecked
     * @param place where it is written
     * @param folder what the paths in it are relative to
     * @param password never to be printed; empty where there is none
     */
    record External(String url, Place place, Path folder, String password) implements Location {
      @Override
      public String toString() {
        return "External[" + url + "]";
      }
    }
  }

  /** What is kept of every message. */
  public enum Journal {
    /** Nothing. */
    OFF,
    /** What became of it, written behind the answer. */
    OUTCOME,
    /** That it is about to be sent, committed before, and then what became of it. */
    WRITE_AHEAD
  }

  /** How sockets are driven. */
  public enum Transport {
    /** The native one where the platform has it. */
    AUTO,
    /** Linux epoll. */
    EPOLL,
    /** Linux io_uring. */
    IO_URING,
    /** The JDK's. */
    NIO
  }
}
