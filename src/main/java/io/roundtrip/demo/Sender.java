package io.roundtrip.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A system that posts its messages to the engine and waits for the answer. Thread-safe: it only holds a client. */
final class Sender {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than every deadline of the demo's conf: the engine must answer first. */
  private static final long TIMEOUT_MILLIS = 30_000;

  /**
   * What the engine answered. Immutable.
   *
   * @param status the HTTP status
   * @param outcome what became of the message, empty if the answer does not say
   * @param destinations a line for each destination
   * @param millis how long it took
   */
  record Answer(int status, String outcome, List<String> destinations, long millis) {
    /** Whether the sender may commit. */
    boolean isPositive() {
      return status / 100 == 2;
    }
  }

  private final HttpClient client;
  private final int port;

  Sender(Vertx vertx, int port) {
    this.client = vertx.createHttpClient();
    this.port = port;
  }

  /** Posts a message and waits for the answer. Not from an event loop. */
  Answer post(String path, String contentType, String idempotencyKey, byte[] body) {
    long start = System.nanoTime();
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", path)
        .compose(
            request ->
                request
                    .putHeader("Content-Type", contentType)
                    .putHeader("Idempotency-Key", idempotencyKey)
                    .idleTimeout(TIMEOUT_MILLIS)
                    .send(Buffer.buffer(body)))
        .compose(response -> response.body().map(bytes -> read(response, bytes, start)))
        .await();
  }

  private static Answer read(HttpClientResponse response, Buffer body, long startNanos) {
    @Nullable String outcome = response.getHeader("X-Delivery-Outcome");
    List<String> lines = new ArrayList<>();
    for (JsonNode destination : parse(body).path("destinations")) {
      int attempts = destination.path("attempts").asInt();
      int status = destination.path("status").asInt();
      lines.add(
          destination.path("id").asText()
              + ": "
              + destination.path("outcome").asText()
              + (status == 0 ? "" : ", status " + status)
              + (attempts == 1 ? ", 1 attempt" : ", " + attempts + " attempts"));
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    return new Answer(response.statusCode(), outcome == null ? "" : outcome, lines, millis);
  }

  private static JsonNode parse(Buffer body) {
    try {
      return JSON.readTree(body.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the engine's answer is not JSON", e);
    }
  }
}
