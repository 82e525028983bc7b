package io.roundtrip.demo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A system that the demo delivers to: an HTTP server on loopback that asks its {@link Desk} what to answer and keeps
 * what it received. Confined to the thread that started it, but for the queue of what was received, which its event loop
 * fills.
 */
final class SimulatedSystem {
  /** What one system says to a message. Called on the event loop. */
  @FunctionalInterface
  interface Desk {
    /** Judges a message posted to the path. */
    Reply receive(String path, String body);
  }

  /** An answer. Immutable. */
  record Reply(int status, String contentType, String body) {}

  private static final String HOST = "127.0.0.1";

  private final Vertx vertx;
  private final String name;
  private final Desk desk;
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  private SimulatedSystem(Vertx vertx, String name, Desk desk) {
    this.vertx = vertx;
    this.name = name;
    this.desk = desk;
    this.server = newServer();
  }

  /** Opens the system on its usual port, or on another one where that is taken. */
  static SimulatedSystem start(Vertx vertx, String name, int usualPort, Desk desk) {
    SimulatedSystem system = new SimulatedSystem(vertx, name, desk);
    if (!system.tryListen(usualPort)) {
      system.server = system.newServer(); // one that could not listen cannot try again
      system.server.listen(0, HOST).await();
    }
    return system;
  }

  String name() {
    return name;
  }

  int port() {
    return server.actualPort();
  }

  /** Everything received since the last call, in order. */
  List<String> takeReceived() {
    List<String> taken = new ArrayList<>();
    for (String body = received.poll(); body != null; body = received.poll()) {
      taken.add(body);
    }
    return taken;
  }

  /** Takes the system down: its port refuses connections until {@link #up}. */
  void down() {
    server.close().await();
  }

  /** Brings it back on the same port. */
  void up() {
    int port = server.actualPort();
    server = newServer();
    server.listen(port, HOST).await();
  }

  private HttpServer newServer() {
    return vertx.createHttpServer().requestHandler(this::onRequest);
  }

  private boolean tryListen(int port) {
    return server.listen(port, HOST).map(true).otherwise(false).await();
  }

  private void onRequest(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            bytes -> {
              String body = bytes.toString(StandardCharsets.UTF_8);
              received.add(body);
              String path = request.path();
              Reply reply = desk.receive(path == null ? "" : path, body);
              // One message per connection, as many interface endpoints have it. A system that goes
              // down then leaves
              // no kept-alive connection behind on which the next message would be lost and its
              // outcome unknown.
              request
                  .response()
                  .setStatusCode(reply.status())
                  .putHeader(HttpHeaders.CONTENT_TYPE, reply.contentType())
                  .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                  .end(reply.body())
                  .onComplete(sent -> request.connection().close());
            });
  }
}
