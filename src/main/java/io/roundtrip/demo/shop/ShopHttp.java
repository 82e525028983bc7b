package io.roundtrip.demo.shop;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A program elsewhere that uses the shop over HTTP. Confined to the demo's thread, which it blocks. */
final class ShopHttp implements AutoCloseable {
  /** Longer than every deadline of the shop: the engine must answer first. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  /** What was answered. */
  record Answer(int status, JsonObject body) {
    /** A member of it as text; empty if it is not there. */
    String text(String member) {
      return String.valueOf(body.getValue(member, ""));
    }
  }

  ShopHttp(int port) {
    base = "http://127.0.0.1:" + port;
  }

  String base() {
    return base;
  }

  /** Posts JSON and waits for the answer. */
  Answer post(String path, JsonObject body) {
    return ask(
        request(path)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build());
  }

  /** Gets JSON. */
  Answer get(String path) {
    return ask(request(path).timeout(PATIENCE).build());
  }

  private Answer ask(HttpRequest request) {
    HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), new JsonObject(answer.body()));
  }

  /** Begins to read events from the one after this id on, as a client does that comes again. */
  EventReader events(String pattern, String lastEventId) {
    HttpRequest request =
        request("/events/" + pattern).header("Last-Event-ID", lastEventId).build();
    HttpResponse<InputStream> answer = send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("GET /events answered " + answer.statusCode());
    }
    return new EventReader(answer.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path));
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return client.send(request, body);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the demo was interrupted", stopped);
    }
  }

  /** Does not wait for the stream of events, which has no end. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
