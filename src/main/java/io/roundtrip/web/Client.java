package io.roundtrip.web;

import io.roundtrip.future.TimedOut;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for handlers. Thread-safe, because Vert.x's is; fastest on the loop that made it.
 *
 * <p>A call has a time limit that includes the wait for a connection, 10 s unless {@link #within} says so, and an answer has
 * at most 4 MiB. An answer of any status is an answer; redirects are not followed. At most 32 connections to a host are open,
 * and 1,000 calls wait for one.
 */
public final class Client {
  private static final int CONNECTIONS = 32;
  private static final int WAITING = 1_000;
  private static final int MOST_BYTES = 4 << 20;

  private final Vertx vertx;
  private final HttpClient http;
  private final Duration timeout;

  /** An answer. Immutable: its headers are not to be changed. */
  public record Answer(int status, MultiMap headers, Buffer body) {
    /** The body as text in UTF-8. */
    public String text() {
      return body.toString(StandardCharsets.UTF_8);
    }

    /** The body as a value of the type, from JSON; what it is not is an {@link IllegalStateException}. */
    public <T> T as(Class<T> type) {
      try {
        return WebJson.read(body, type);
      } catch (HttpError wrong) {
        throw new IllegalStateException("an answer cannot be read: " + wrong.problem().detail());
      }
    }
  }

  private Client(Vertx vertx, HttpClient http, Duration timeout) {
    this.vertx = vertx;
    this.http = http;
    this.timeout = timeout;
  }

  /** A client with connections of its own. */
  public static Client create(Vertx vertx) {
    HttpClientOptions options =
        new HttpClientOptions().setConnectTimeout(5_000).setIdleTimeout(60).setTcpNoDelay(true);
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING);
    return new Client(vertx, vertx.createHttpClient(options, pool), Duration.ofSeconds(10));
  }

  /** The same client and connections with another time limit for each call. */
  public Client within(Duration limit) {
    if (limit.isNegative() || limit.toMillis() == 0) {
      throw new IllegalArgumentException("a time limit must be 1 ms or more, got " + limit);
    }
    return new Client(vertx, http, limit);
  }

  /** Gets what is at a URL. */
  public Future<Answer> get(String url) {
    return call(HttpMethod.GET, url, Map.of(), null);
  }

  /** Posts a value as JSON. */
  public Future<Answer> post(String url, Object value) {
    return call(
        HttpMethod.POST, url, Map.of("content-type", "application/json"), WebJson.write(value));
  }

  /**
   * Any other call.
   *
   * @param body null for none
   */
  public Future<Answer> call(
      HttpMethod method, String url, Map<String, String> headers, @Nullable Buffer body) {
    Promise<Answer> answer = Promise.promise();
    RequestOptions options = new RequestOptions().setMethod(method).setAbsoluteURI(url);
    headers.forEach(options::putHeader);
    long timer = vertx.setTimer(timeout.toMillis(), fired -> answer.tryFail(new TimedOut(timeout)));
    http.request(options).onComplete(request -> send(request, body, answer), answer::tryFail);
    return answer.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  /** A request that is given up is reset: its connection is not used again, and its place is free. */
  private static void send(
      HttpClientRequest request, @Nullable Buffer body, Promise<Answer> answer) {
    if (answer.future().isComplete()) {
      request.reset();
      return;
    }
    answer.future().onFailure(failed -> request.reset());
    Future<HttpClientResponse> sent = body == null ? request.send() : request.send(body);
    sent.onComplete(response -> read(response, answer), answer::tryFail);
  }

  private static void read(HttpClientResponse response, Promise<Answer> answer) {
    Buffer whole = Buffer.buffer();
    response.exceptionHandler(answer::tryFail);
    response.handler(
        piece -> {
          if (whole.length() + piece.length() > MOST_BYTES) {
            answer.tryFail(
                new IllegalStateException("an answer has more than " + MOST_BYTES + " bytes"));
          } else {
            whole.appendBuffer(piece);
          }
        });
    response.endHandler(
        end -> answer.tryComplete(new Answer(response.statusCode(), response.headers(), whole)));
  }

  /** Closes its connections. */
  public Future<Void> close() {
    return http.close();
  }
}
