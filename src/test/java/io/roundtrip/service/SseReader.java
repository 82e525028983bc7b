package io.roundtrip.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Server-sent events as a client reads them. Used by one thread. */
final class SseReader implements AutoCloseable {
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private String lastId = "";

  /** One event: its name, {@code message} if it says none. */
  record Sent(String id, String name, String data) {
    JsonObject json() {
      return new JsonObject(data);
    }
  }

  private SseReader(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }

  static SseReader open(ServicePort port, String path, String... headers)
      throws IOException, InterruptedException {
    return new SseReader(
        port.client.send(
            port.request(path, headers).build(), HttpResponse.BodyHandlers.ofInputStream()));
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  /** The id that it would send when it comes again. */
  String lastId() {
    return lastId;
  }

  /** Reads up to the first position it is told: from there on it misses nothing. */
  SseReader begun() throws IOException {
    while (lastId.isEmpty()) {
      Sent early = block();
      if (early == null || !early.data().isEmpty()) {
        throw new AssertionError("no position came first but " + early);
      }
    }
    return this;
  }

  /** The next event that is none without data; null at the end. */
  @Nullable Sent next() throws IOException {
    Sent block = block();
    while (block != null && block.data().isEmpty()) {
      block = block();
    }
    return block;
  }

  /** {@link #next}, which must come. */
  Sent event() throws IOException {
    return Objects.requireNonNull(next(), "the stream ended");
  }

  private @Nullable Sent block() throws IOException {
    String name = "message";
    String data = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        return new Sent(lastId, name, data);
      }
      if (line.startsWith("id: ")) {
        lastId = line.substring(4);
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data += line.substring(6);
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
