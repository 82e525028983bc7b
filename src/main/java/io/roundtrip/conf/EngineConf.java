package io.roundtrip.conf;

import java.time.Duration;
import java.util.List;

/**
 * The whole conf. Immutable.
 *
 * @param place the engine file
 * @param http the ingest port
 * @param management the management port
 * @param shards event loops; 0 for one per core
 * @param transport how sockets are driven
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
