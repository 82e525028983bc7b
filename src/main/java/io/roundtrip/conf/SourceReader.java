package io.roundtrip.conf;

import io.roundtrip.conf.RouteConf.HttpSource;
import io.roundtrip.conf.RouteConf.MllpSource;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a route's {@code from}. Immutable. */
final class SourceReader {
  /** What a path may hold literally; a wildcard or an escape would promise a match that is never made. */
  private static final Pattern PATH = Pattern.compile("(/(?!:)[A-Za-z0-9._~!$&'()+,;=:@-]*)+");

  private static final List<String> RESERVED =
      List.of("/batch", "/messages", "/rpc", "/tasks", "/events");

  /** Methods that carry a body. */
  static final Words<String> METHODS =
      Words.of("POST", "POST").or("PUT", "PUT").or("PATCH", "PATCH");

  private SourceReader() {}

  /** The sources of a route; neither, if it is reached by the event bus alone. */
  record Sources(@Nullable HttpSource http, @Nullable MllpSource mllp) {}

  /** Reads them; they must be no other route's. */
  static Sources read(YamlMap route, Claims claims) {
    YamlMap from = route.map("from", Section.FROM);
    YamlMap mllp = from == null ? null : from.map("mllp", Section.FROM_MLLP);
    return new Sources(
        from == null ? null : http(from, claims), MllpSourceReader.read(route, mllp, claims));
  }

  private static @Nullable HttpSource http(YamlMap from, Claims paths) {
    YamlValue eventBus = from.get("event-bus");
    if (eventBus != null && !"true".equals(eventBus.text())) {
      eventBus.error(
          "must be true: the route's address roundtrip.route.<id> is always there, and no other");
    }
    if (!from.has("http") && !from.has("mllp") && eventBus == null) {
      from.error("from must name http, mllp or event-bus");
    }
    YamlMap http = from.map("http", Section.FROM_HTTP);
    return http == null ? null : path(http, paths);
  }

  private static HttpSource path(YamlMap http, Claims paths) {
    String path = http.neededWord("path");
    String method = http.oneOf("method", "POST", METHODS);
    YamlValue value = http.get("path");
    if (value == null || path.isEmpty()) {
      return new HttpSource(http.place(), "/", method);
    }
    String wrong = whatIsWrong(path);
    if (wrong == null) {
      paths.claim(method + " " + path, http.file(), value.place(), "");
    } else {
      value.error(wrong + ", got '" + value.written() + "'");
    }
    return new HttpSource(http.place(), path, method);
  }

  private static @Nullable String whatIsWrong(String path) {
    if (!path.startsWith("/")) {
      return "must begin with /";
    }
    if (path.contains("?") || path.contains("#")) {
      return "must be a path alone, without query or fragment";
    }
    if (!PATH.matcher(path).matches()) {
      return "must be an exact path of letters, digits and -._~!$&'()+,;=:@, without wildcards,"
          + " parameters or escapes";
    }
    if (path.contains("//") || (path + "/").contains("/./") || (path + "/").contains("/../")) {
      return "must have no empty, . or .. segments";
    }
    for (String reserved : RESERVED) {
      if (path.equals(reserved) || path.startsWith(reserved + "/")) {
        return "must not be the engine's own " + reserved;
      }
    }
    return null;
  }
}
