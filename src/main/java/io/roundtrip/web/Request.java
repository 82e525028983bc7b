package io.roundtrip.web;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body has been read. Immutable: its headers are not to be changed.
 *
 * <p>Each accessor with a type reads texts, numbers, booleans, UUIDs, dates, times, durations and enums. What is missing or
 * wrong is an {@link HttpError} that names the parameter: 400, and 422 for a body that is JSON but not the record's.
 */
public final class Request {
  private final String method;
  private final String path;
  private final String route;
  private final Map<String, String> parameters;
  private final Map<String, List<String>> query;
  private final MultiMap headers;
  private final Buffer body;
  private final long deadlineNanos;

  Request(
      String method,
      String path,
      String route,
      Map<String, String> parameters,
      Map<String, List<String>> query,
      MultiMap headers,
      Buffer body,
      long deadlineNanos) {
    this.method = method;
    this.path = path;
    this.route = route;
    this.parameters = Map.copyOf(parameters);
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.deadlineNanos = deadlineNanos;
  }

  /** Its method. */
  public String method() {
    return method;
  }

  /** Its path as it was sent, without the query. */
  public String path() {
    return path;
  }

  /** The route's template. */
  public String route() {
    return route;
  }

  /**
   * What stands at a place of the path.
   *
   * @throws IllegalArgumentException if the route's template has no such place
   */
  public <T> T path(String name, Class<T> type) {
    if (!parameters.containsKey(name)) {
      throw new IllegalArgumentException("the path '" + route + "' has no place {" + name + "}");
    }
    return Parameter.read("path", name, parameters.get(name), type);
  }

  /** A parameter of the query that has to be there: the first of its name. */
  public <T> T query(String name, Class<T> type) {
    return Parameter.read("query", name, first(name), type);
  }

  /** A parameter of the query, or what stands for one that is not there. */
  public <T> T query(String name, Class<T> type, T otherwise) {
    String text = first(name);
    return text == null ? otherwise : Parameter.read("query", name, text, type);
  }

  /** Every parameter of the query of this name. */
  public <T> List<T> queries(String name, Class<T> type) {
    return query.getOrDefault(name, List.of()).stream()
        .map(text -> Parameter.read("query", name, text, type))
        .toList();
  }

  private @Nullable String first(String name) {
    List<String> values = query.get(name);
    return values == null ? null : values.getFirst();
  }

  /** A header that has to be there: the first of its name. */
  public <T> T header(String name, Class<T> type) {
    return Parameter.read("header", name, headers.get(name), type);
  }

  /** A header, or what stands for one that is not there. */
  public <T> T header(String name, Class<T> type, T otherwise) {
    String text = headers.get(name);
    return text == null ? otherwise : Parameter.read("header", name, text, type);
  }

  /** All headers; not to be changed. */
  public MultiMap headers() {
    return headers;
  }

  /** The body as a value of the type, from JSON. */
  public <T> T body(Class<T> type) {
    String media = headers.get(HttpHeaders.CONTENT_TYPE);
    if (media != null && !isJson(media)) {
      throw HttpError.of(
              415, "unsupported-media-type", "Unsupported media type", "this path takes JSON")
          .with("in", "body");
    }
    if (body.length() == 0) {
      throw HttpError.of(400, "malformed", "Malformed message", "the body is empty, not JSON")
          .with("in", "body");
    }
    return WebJson.read(body, type);
  }

  private static boolean isJson(String media) {
    int end = media.indexOf(';');
    String type = (end < 0 ? media : media.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
  }

  /** The body as it came. */
  public Buffer bytes() {
    return body.copy();
  }

  /** The body as text in UTF-8. */
  public String text() {
    return body.toString(StandardCharsets.UTF_8);
  }

  /** How long there is until the client is told that there was no answer in time; zero if that has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }
}
