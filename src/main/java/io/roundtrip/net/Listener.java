package io.roundtrip.net;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard's share of an HTTP port: hands each request to the endpoint whose it is. Loop-confined; listeners of several
 * shards on one port share its connections.
 *
 * <p>{@link #drain}: from then on a new request gets the refusal and its connection is closed, the endpoints end their
 * streams, and WebSockets are closed with 1001. Who drains is told when every request whose header was read before has been
 * answered, to the end of its stream, and every WebSocket is gone. The port stays open until {@link #close}.
 */
public final class Listener implements Mount {
  private static final long SWEEP_MILLIS = 250;

  /** How long a peer has to answer that its WebSocket is closed: longer, and the drain would wait for it. */
  private static final int CLOSING_SECONDS = 2;

  private final Vertx vertx;
  private final HttpServer server;
  private final Limits limits;
  private final List<Endpoint> endpoints;
  private final Endpoint otherwise;
  private final Handler<HttpServerRequest> refusal;
  private final BodyReader.Limits bodies;
  private final ConnectionWatch watch;
  private final OpenSockets sockets = new OpenSockets();
  private final long sweeper;
  private int open;
  private boolean draining;
  private @Nullable Runnable whenIdle;

  /**
   * What a listener allows.
   *
   * @param host the address
   * @param port the port; -1, -2, … for a free one that the listeners of all shards share
   * @param headerTimeout how long a connection may take to send its first header
   * @param idleTimeout how long a connection may stay without a request
   * @param maxConnections open connections of this shard; one more is closed at once
   */
  public record Limits(
      String host, int port, Duration headerTimeout, Duration idleTimeout, int maxConnections) {}

  /**
   * A listener that does not listen yet.
   *
   * @param bodies what the readers of bodies share; swept here
   * @param endpoints asked in this order
   * @param otherwise answers what none of them takes
   * @param refusal answers what comes while draining
   */
  public Listener(
      Vertx vertx,
      Limits limits,
      BodyReader.Limits bodies,
      List<Endpoint> endpoints,
      Endpoint otherwise,
      Handler<HttpServerRequest> refusal) {
    this.vertx = vertx;
    this.bodies = bodies;
    this.endpoints = List.copyOf(endpoints);
    this.otherwise = otherwise;
    this.refusal = refusal;
    this.watch =
        new ConnectionWatch(
            limits.headerTimeout().toNanos(),
            limits.idleTimeout().toNanos(),
            limits.maxConnections());
    this.limits = limits;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(limits.host())
                    .setPort(limits.port())
                    // With h2c on, the connection handler runs only once a request is there.
                    .setHttp2ClearTextEnabled(false)
                    .setTcpNoDelay(true)
                    .setWebSocketClosingTimeout(CLOSING_SECONDS)
                    .setAcceptBacklog(4096))
            .connectionHandler(this::onConnection)
            .requestHandler(this::onRequest);
    this.sweeper = vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep(System.nanoTime()));
    this.endpoints.forEach(endpoint -> endpoint.mount(this));
  }

  /** Opens the port; a failure names the address and what to do. */
  public Future<Void> listen() {
    return Ports.open(server, limits.host(), limits.port()).mapEmpty();
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Refuses new requests; {@code whenIdle} runs once, when what was accepted before is answered. */
  public void drain(Runnable whenIdle) {
    draining = true;
    this.whenIdle = whenIdle;
    endpoints.forEach(Endpoint::drain);
    sockets.closeAll();
    tellIfIdle();
  }

  /** The time that a drain has is over: the endpoints answer what they still work on. */
  public void finish() {
    endpoints.forEach(Endpoint::finish);
  }

  @Override
  public BodyReader.Limits bodies() {
    return bodies;
  }

  @Override
  public Future<ServerWebSocket> upgrade(HttpServerRequest request, Runnable closed) {
    return request
        .toWebSocket()
        .map(
            socket -> {
              sockets.add(
                  socket,
                  () -> {
                    closed.run();
                    onSocketClosed(request);
                  });
              if (draining) {
                sockets.close(socket);
              }
              return socket;
            });
  }

  /** Vert.x tells neither the connection's handlers nor the response's: they are no longer in charge. */
  private void onSocketClosed(HttpServerRequest request) {
    open--;
    watch.onClosed(request.connection());
    tellIfIdle();
  }

  private void sweep(long nowNanos) {
    watch.sweep(nowNanos);
    bodies.sweep(nowNanos);
  }

  /** Closes the port and its connections. */
  public Future<?> close() {
    vertx.cancelTimer(sweeper);
    return server.close();
  }

  private void onConnection(HttpConnection connection) {
    if (!watch.tryOpen(connection, System.nanoTime())) {
      connection.close();
      return;
    }
    connection.closeHandler(closed -> watch.onClosed(connection));
  }

  private void onRequest(HttpServerRequest request) {
    ConnectionWatch.Watched watched = watch.onRequest(request.connection());
    open++;
    request.response().endHandler(end -> onAnswered(request, watched));
    request.response().headersEndHandler(head -> onHead(request));
    if (draining) {
      refusal.handle(request);
      return;
    }
    for (int i = 0; i < endpoints.size(); i++) {
      if (endpoints.get(i).tryHandle(request)) {
        return;
      }
    }
    otherwise.tryHandle(request);
  }

  private void onHead(HttpServerRequest request) {
    if (draining) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  private void onAnswered(HttpServerRequest request, ConnectionWatch.@Nullable Watched watched) {
    open--;
    watch.onAnswered(watched, System.nanoTime());
    if (draining) {
      HttpConnection connection = request.connection();
      // A close before the sender's body has been read would take the answer with it.
      if (request.isEnded()) {
        connection.close();
      } else {
        request.endHandler(read -> connection.close());
      }
    }
    tellIfIdle();
  }

  private void tellIfIdle() {
    Runnable listener = whenIdle;
    if (listener != null && open == 0) {
      whenIdle = null;
      listener.run();
    }
  }
}
