package io.roundtrip.app;

import io.roundtrip.model.Format;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a running engine how messages reach one of its routes. Confined to the command's thread, which it blocks. */
final class RouteQuestion {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * How messages reach a route. Immutable.
   *
   * @param path of the ingest port
   * @param method POST, say
   * @param format what its messages are
   * @param key where it reads a message's key; null if nowhere
   */
  record Target(String path, String method, Format format, @Nullable String key) {}

  /** The option is wrong, not the engine. */
  static final class NoSuchRoute extends Exception {
    private static final long serialVersionUID = 1;

    NoSuchRoute(String what) {
      super(what);
    }
  }

  private final String management;

  /** Asks at the management port's URL. */
  RouteQuestion(String management) {
    this.management = management;
  }

  /**
   * The route's path, method, format and key.
   *
   * @throws NoSuchRoute if the engine has no such route, or none that is reached over HTTP
   * @throws IOException if the engine does not answer as an engine does
   */
  Target ask(String route) throws NoSuchRoute, IOException, InterruptedException {
    JsonArray routes = get("/api/routes").getJsonArray("routes", new JsonArray());
    List<String> known = routes.stream().map(each -> ((JsonObject) each).getString("id")).toList();
    int at = known.indexOf(route);
    if (at < 0) {
      throw new NoSuchRoute(
          "the engine has no route '" + route + "'; it has " + String.join(", ", known));
    }
    JsonObject found = routes.getJsonObject(at);
    JsonObject http = found.getJsonObject("from", new JsonObject()).getJsonObject("http");
    if (http == null) {
      throw new NoSuchRoute(
          "route '" + route + "' is not reached over HTTP: its conf has no from.http");
    }
    return new Target(
        http.getString("path"),
        http.getString("method"),
        format(found.getString("format")),
        found.getString("key"));
  }

  private static Format format(String text) throws IOException {
    for (Format format : Format.values()) {
      if (format.text().equals(text)) {
        return format;
      }
    }
    throw new IOException("the engine names a format that is not known here: " + text);
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    URI uri = URI.create(management + path);
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(uri + " answered " + answer.statusCode());
      }
      return new JsonObject(answer.body());
    } catch (java.net.ConnectException nobody) {
      throw new IOException(
          "nobody answers at "
              + management
              + ": start the engine (bin/roundtrip run), or say by --management or --conf where"
              + " its management port is",
          nobody);
    } catch (io.vertx.core.json.DecodeException noJson) {
      throw new IOException(uri + " does not answer as an engine does", noJson);
    }
  }
}
