package io.roundtrip.app;

import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.model.Format;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of {@code send} that say where to: a route or a path, and where the engine's ports are. Confined to the main
 * thread. What is wrong with them is an {@link IllegalArgumentException}.
 */
final class SendTarget {
  private static final String URL = "http://127.0.0.1:8080";
  private static final String MANAGEMENT = "http://127.0.0.1:8081";

  @Option(
      names = "--route",
      paramLabel = "ID",
      description = "the route; the engine is asked for its path, method, format and key")
  private @Nullable String route;

  @Option(
      names = "--path",
      description = "the path, in place of a route: JSON messages by POST, and nobody is asked")
  private @Nullable String path;

  @Option(names = "--url", description = "the ingest port (default: " + URL + ")")
  private @Nullable String url;

  @Option(
      names = "--management",
      paramLabel = "URL",
      description = "the management port (default: " + MANAGEMENT + ")")
  private @Nullable String management;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "the engine's conf file, to take both ports from")
  private @Nullable Path conf;

  /** Where a route takes messages, and which. */
  RouteQuestion.Target target()
      throws RouteQuestion.NoSuchRoute, IOException, InterruptedException {
    if (path != null) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("--path must begin with /, got '" + path + "'");
      }
      return new RouteQuestion.Target(path, "POST", Format.JSON, null);
    }
    if (route == null) {
      throw new IllegalArgumentException("say which route by --route, or by --path which path");
    }
    return new RouteQuestion(managementBase()).ask(route);
  }

  /** The ingest port's URL. */
  String base() {
    if (url != null) {
      return checked("--url", url);
    }
    EngineConf loaded = loaded();
    return loaded == null
        ? URL
        : at(loaded.http().host(), loaded.http().port(), "http.port", "--url");
  }

  private String managementBase() {
    if (management != null) {
      return checked("--management", management);
    }
    EngineConf loaded = loaded();
    return loaded == null
        ? MANAGEMENT
        : at(
            loaded.management().host(),
            loaded.management().port(),
            "management.port",
            "--management");
  }

  private @Nullable EngineConf loaded() {
    if (conf == null) {
      return null;
    }
    EngineConf loaded = ConfLoader.load(conf).conf();
    if (loaded == null) {
      throw new IllegalArgumentException(
          "--conf: " + conf + " cannot be read as the conf of an engine");
    }
    return loaded;
  }

  private static String at(String host, int port, String key, String option) {
    if (port == 0) {
      throw new IllegalArgumentException(
          key + " is 0 in the conf, a port picked anew at each start; give " + option);
    }
    return "http://" + HealthCommand.reachable(host) + ":" + port;
  }

  private static String checked(String option, String text) {
    URI uri = URI.create(text);
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException(
          option + " is a URL such as http://127.0.0.1:8080, got '" + text + "'");
    }
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
