package io.roundtrip.conf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder of conf files that a test writes and loads. Errors name the files relative to the folder. */
record ConfFolder(Path path, Map<String, String> environment) {
  /** An engine file with nothing but routes. */
  static final String ENGINE = "routes: routes/*.yaml\n";

  /** A route that is right; what a test appends begins in line 4. */
  static final String ROUTE =
      """
      id: lab
      from: { http: { path: /lab } }
      to: [ { id: lis, http: { url: "http://lis:9701/orders" } } ]
      """;

  ConfFolder(Path path) {
    this(path, Map.of());
  }

  ConfFolder with(String file, String content) {
    try {
      Path written = path.resolve(file);
      Files.createDirectories(written.getParent());
      Files.writeString(written, content);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  ConfLoader.Loaded load() {
    return ConfLoader.load(path.resolve("engine.yaml"), environment::get);
  }

  List<String> errors() {
    List<String> texts = new ArrayList<>();
    for (ConfError error : load().errors()) {
      texts.add(error.toString().replace(path + "/", ""));
    }
    return texts;
  }

  /** The errors of an engine file with one right route. */
  List<String> errorsOfEngine(String lines) {
    return with("routes/lab.yaml", ROUTE).with("engine.yaml", ENGINE + lines).errors();
  }

  /** The errors of the right route with more lines, from line 4 on. */
  List<String> errorsOfRoute(String lines) {
    return errorsOfWholeRoute(ROUTE + lines);
  }

  List<String> errorsOfWholeRoute(String lines) {
    return with("engine.yaml", ENGINE).with("routes/lab.yaml", lines).errors();
  }

  /** The errors of a route with the destination, which begins in line 3, column 7. */
  List<String> errorsOfDestination(String destination) {
    return errorsOfWholeRoute(
        "id: lab\nfrom: { http: { path: /lab } }\nto: [ " + destination + " ]\n");
  }

  /** The errors of a route with the rule, which begins in line 6, column 5. */
  List<String> errorsOfRule(String rule) {
    return errorsOfRoute("format: json\nmap: { format: json, rules: [\n    " + rule + " ] }\n");
  }

  /** The route that was loaded. */
  RouteConf route(String lines) {
    ConfLoader.Loaded loaded =
        with("engine.yaml", ENGINE).with("routes/lab.yaml", ROUTE + lines).load();
    if (!loaded.errors().isEmpty() || loaded.conf() == null) {
      throw new AssertionError(loaded.errors().toString());
    }
    return loaded.conf().routes().getFirst();
  }
}
