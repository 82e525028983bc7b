package io.roundtrip.demo;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;

/** Asks the simulated catalogue over HTTP. Thread-safe: it only holds a client. */
final class Catalogue {
  /** The catalogue said no. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(String path, int status) {
      super(path + " was answered " + status);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private final HttpClient client;
  private final int port;
  private final int silentPort;

  /** The catalogue at a port; at the other one is a system that takes requests and never answers. */
  Catalogue(Vertx vertx, int port, int silentPort) {
    this.client = vertx.createHttpClient();
    this.port = port;
    this.silentPort = silentPort;
  }

  Future<Integer> price(String test) {
    return ask("/price/" + test);
  }

  Future<Integer> stock(String test) {
    return ask("/stock/" + test);
  }

  /** The number at the path. */
  Future<Integer> ask(String path) {
    return ask(port, path);
  }

  /** A request that nobody will answer. */
  Future<Integer> askSilent() {
    return ask(silentPort, "/");
  }

  /** {@link #price} on the calling loop. */
  LoopFuture<Integer> loopPrice(String test) {
    return LoopFuture.of(price(test));
  }

  /** {@link #stock} on the calling loop. */
  LoopFuture<Integer> loopStock(String test) {
    return LoopFuture.of(stock(test));
  }

  /** {@link #ask(String)} on the calling loop. */
  LoopFuture<Integer> loopAsk(String path) {
    return LoopFuture.of(ask(path));
  }

  private Future<Integer> ask(int at, String path) {
    return client
        .request(HttpMethod.GET, at, "127.0.0.1", path)
        .compose(HttpClientRequest::send)
        .compose(
            response -> response.body().map(body -> number(path, response.statusCode(), body)));
  }

  private static Integer number(String path, int status, Buffer body) {
    if (status != 200) {
      throw new Refused(path, status);
    }
    return Integer.valueOf(body.toString());
  }
}
