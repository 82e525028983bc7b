package io.roundtrip.service;

import io.roundtrip.model.Reason;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the JSON body of a request, within the limits that all bodies of the port have. Loop-confined. */
final class JsonBody implements BodyReader.Reader {
  private final HttpServerRequest request;
  private final String messageId;
  private final Consumer<byte[]> then;

  private JsonBody(HttpServerRequest request, String messageId, Consumer<byte[]> then) {
    this.request = request;
    this.messageId = messageId;
    this.then = then;
  }

  /** Reads the body and goes on with it; a request that has none to be read is answered here. */
  static void read(
      BodyReader.Limits limits,
      HttpServerRequest request,
      String messageId,
      long deadlineNanos,
      Consumer<byte[]> then) {
    JsonBody body = new JsonBody(request, messageId, then);
    // A sender that leaves is told nothing: what it asked for goes on until its deadline.
    request.exceptionHandler(left -> {});
    request.response().exceptionHandler(left -> {});
    if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE)) || isCoded(request)) {
      body.onRefused(
          Reason.MEDIA_TYPE, "it takes application/json or a type that ends in +json, not coded");
      return;
    }
    BodyReader reader = new BodyReader(limits, request, deadlineNanos, body);
    if (reader.tryOpen()) {
      reader.read();
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null || contentType.isEmpty()) {
      return true;
    }
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
  }

  private static boolean isCoded(HttpServerRequest request) {
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    return coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity");
  }

  @Override
  public void onBody(Buffer body) {
    then.accept(body.getBytes());
  }

  @Override
  public void onRefused(Reason reason, String detail) {
    Problems.send(request.response(), Problem.of(reason, detail), messageId);
  }
}
