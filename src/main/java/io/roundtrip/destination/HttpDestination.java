package io.roundtrip.destination;

import io.roundtrip.conf.DestinationConf;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * A system that takes messages over HTTP/1.1. Loop-confined: a keep-alive pool of its own for each shard, of at most the
 * destination's {@code concurrency}, whose slots the gate has already counted.
 */
final class HttpDestination implements Destination {
  final BitSet success;
  final int maxResponse;
  final boolean keepAnswer;

  /** Whether the conf says what type the messages have; then they have that one, whatever they came as. */
  final boolean ownContentType;

  /** The host and port, for the log. */
  final String peer;

  final HttpClientAgent client;
  final RequestOptions request;

  HttpDestination(
      Vertx vertx, DestinationConf conf, DestinationConf.Http http, boolean keepAnswer) {
    this(vertx, conf, http, http.success(), keepAnswer, conf.concurrency());
  }

  /** With statuses of its own that end an attempt well, and so many connections. */
  HttpDestination(
      Vertx vertx,
      DestinationConf conf,
      DestinationConf.Http http,
      BitSet success,
      boolean keepAnswer,
      int connections) {
    this.success = success;
    this.maxResponse = http.maxResponse();
    this.keepAnswer = keepAnswer;
    URI url = http.url();
    boolean tls = "https".equals(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
    this.peer = url.getHost() + ":" + port;
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    http.headers().forEach(headers::set);
    this.ownContentType = headers.contains(HttpHeaders.CONTENT_TYPE);
    int timeoutMillis = (int) Math.min(Integer.MAX_VALUE, conf.timeout().toMillis());
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) Math.max(1, http.keepAlive().toSeconds()))
                .setConnectTimeout(timeoutMillis)
                .setSslHandshakeTimeout(timeoutMillis)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setVerifyHost(true)
                .setMaxRedirects(0),
            new PoolOptions()
                .setHttp1MaxSize(connections)
                // A request that follows an answer at once must find room before its connection is
                // back in the pool.
                .setMaxWaitQueueSize(connections));
    this.request =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(http.method()))
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(tls)
            .setURI(target(url))
            .setFollowRedirects(false);
    if (!headers.isEmpty()) {
      request.setHeaders(headers);
    }
  }

  @Override
  public Call call(Listener listener) {
    return new HttpCall(this, listener);
  }

  @Override
  public Future<?> close() {
    return client.close();
  }

  private static String target(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
