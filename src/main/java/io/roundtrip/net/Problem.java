package io.roundtrip.net;

import io.roundtrip.model.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was wrong with a request, as its answer says it (RFC 9457). Immutable.
 *
 * @param status of the answer
 * @param code the stable word for it: the type is {@code urn:roundtrip:problem:} and this
 * @param title one line for a person, the same for every problem of the code
 * @param detail what it was this time
 * @param retryAfterMillis when it is worth another try; 0 where nobody can say
 * @param more members of its own, by name
 */
public record Problem(
    int status,
    String code,
    String title,
    String detail,
    long retryAfterMillis,
    Map<String, String> more) {
  private static final CharSequence TYPE = HttpHeaders.createOptimized("application/problem+json");

  /** Its members keep the order of their names. */
  public Problem {
    more = Map.copyOf(more);
  }

  /** A problem without members of its own. */
  public static Problem of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail, 0, Map.of());
  }

  /** The problem of a request that was refused for the reason; what passes is worth another try after a second. */
  public static Problem of(Reason reason, String detail) {
    return new Problem(
        reason.httpStatus(),
        reason.code(),
        reason.title(),
        detail,
        reason.httpStatus() == 503 ? 1_000 : 0,
        Map.of());
  }

  /** With one more member. */
  public Problem with(String name, String value) {
    Map<String, String> members = new TreeMap<>(more);
    members.put(name, value);
    return new Problem(status, code, title, detail, retryAfterMillis, members);
  }

  /** Worth another try after so long. */
  public Problem retryAfter(long millis) {
    return new Problem(status, code, title, detail, millis, more);
  }

  /** Answers with it. On the response's loop; without effect if the response has ended or its connection is gone. */
  public void send(HttpServerResponse response) {
    if (response.ended() || response.closed() || response.headWritten()) {
      return;
    }
    if (retryAfterMillis > 0) {
      response.putHeader(
          HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, (retryAfterMillis + 999) / 1_000)));
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
        .end(Buffer.buffer(body()));
  }

  /** The body of the answer. */
  public String body() {
    StringBuilder out = new StringBuilder(256);
    Json.member(out.append('{'), "type", "urn:roundtrip:problem:" + code);
    Json.member(out.append(','), "title", title);
    out.append(",\"status\":").append(status);
    Json.member(out.append(','), "detail", detail);
    new TreeMap<>(more).forEach((name, value) -> Json.member(out.append(','), name, value));
    return out.append('}').toString();
  }
}
