package io.roundtrip.load;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Map;

/**
 * A path of an engine's ingest port. Loop-confined. A message waits for a connection where the client's are all in use;
 * that it never waits for ever, each answer must come within the timeout.
 */
public final class HttpSink implements Sink {
  private final HttpClient client;
  private final RequestOptions to;
  private final Map<String, String> headers;
  private final long timeoutMillis;

  /**
   * Sends by a client of the caller's.
   *
   * @param method POST, say
   * @param uri scheme, host, port and path
   * @param headers whose values may have {@code {{key}}} and {@code {{sequence}}}
   * @param timeout for the answer, from when the message has a connection
   */
  public HttpSink(
      HttpClient client, String method, String uri, Map<String, String> headers, Duration timeout) {
    this.client = client;
    this.to = new RequestOptions().setMethod(HttpMethod.valueOf(method)).setAbsoluteURI(uri);
    this.headers = Map.copyOf(headers);
    this.timeoutMillis = timeout.toMillis();
  }

  @Override
  public Future<Answer> send(LoadMessage message) {
    return client
        .request(new RequestOptions(to))
        .compose(request -> send(request, message))
        .compose(HttpSink::answer);
  }

  private Future<HttpClientResponse> send(HttpClientRequest request, LoadMessage message) {
    headers.forEach((name, value) -> request.putHeader(name, filled(value, message)));
    return request.idleTimeout(timeoutMillis).send(Buffer.buffer(message.body()));
  }

  private static String filled(String value, LoadMessage message) {
    return value.indexOf('{') < 0
        ? value
        : value
            .replace("{{key}}", message.key())
            .replace("{{sequence}}", Long.toString(message.sequence()));
  }

  private static Future<Answer> answer(HttpClientResponse response) {
    String outcome = response.getHeader("X-Delivery-Outcome");
    Answer answer = new Answer(outcome == null ? "" : outcome, response.statusCode());
    return response.end().map(answer);
  }
}
