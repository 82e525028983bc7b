package io.roundtrip.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handler returned, as bytes: made where the handler ran, so that no loop writes JSON for a virtual thread.
 * Immutable.
 *
 * @param type the content type; null where there is no body
 * @param streaming goes on where the head ends; else null
 */
record Rendered(
    int status,
    List<Response.Header> headers,
    @Nullable CharSequence type,
    @Nullable Buffer body,
    @Nullable Streaming streaming) {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");
  private static final CharSequence BYTES = HttpHeaders.createOptimized("application/octet-stream");

  static Rendered of(@Nullable Object result) {
    if (result instanceof Response response) {
      return of(response.status(), response.headers(), response.body());
    }
    return of(result == null ? 204 : 200, List.of(), result);
  }

  private static Rendered of(int status, List<Response.Header> headers, @Nullable Object body) {
    return switch (body) {
      case null -> new Rendered(status, headers, null, null, null);
      case String text ->
          new Rendered(
              status, headers, TEXT, Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)), null);
      case Buffer bytes -> new Rendered(status, headers, BYTES, bytes, null);
      case Streaming streaming ->
          new Rendered(status, headers, streaming.contentType(), null, streaming);
      default -> new Rendered(status, headers, JSON, WebJson.write(body), null);
    };
  }

  /** Sets status and headers. On the response's loop. */
  void head(HttpServerResponse response) {
    response.setStatusCode(status);
    if (type != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    }
    for (Response.Header header : headers) {
      if (header.name().equalsIgnoreCase("content-type")) {
        response.putHeader(header.name(), header.value());
      } else {
        response.headers().add(header.name(), header.value());
      }
    }
  }
}
