package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.RouteConf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A route as its file has it, and what it makes of messages. Immutable. */
record YamlRoute(List<String> errors, Transform transform) {
  /** Reads a route's keys, as YAML, beside an id and a destination. */
  static YamlRoute of(String yaml) {
    return read("id: test\nto: [ { id: lab, event-bus: { address: lab } } ]\n" + yaml);
  }

  /** Reads a whole route file. */
  static YamlRoute read(String yaml) {
    try {
      Path folder = Files.createTempDirectory("route");
      Path engine = folder.resolve("engine.yaml");
      Path route = folder.resolve("route.yaml");
      Files.writeString(engine, "routes: route.yaml\n");
      Files.writeString(route, yaml);
      ConfLoader.Loaded loaded = ConfLoader.load(engine);
      Files.delete(route);
      Files.delete(engine);
      Files.delete(folder);
      List<ConfError> errors = new ArrayList<>(loaded.errors());
      RouteConf conf =
          loaded.conf() == null || loaded.conf().routes().isEmpty()
              ? new TestRoute(io.roundtrip.model.Format.BYTES, null, null).conf()
              : loaded.conf().routes().getFirst();
      Transform transform = Transform.compile(conf, errors);
      List<String> texts =
          errors.stream()
              .map(
                  each -> each.place().line() + ":" + each.place().column() + ": " + each.message())
              .toList();
      return new YamlRoute(texts, transform);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Prepared apply(String body) {
    assertEquals(List.of(), errors);
    return transform.apply(TestRoute.input(body.getBytes(UTF_8), ""));
  }

  /** What it makes of a message; segments end with a line feed. */
  String mapped(String body) {
    Prepared prepared = apply(body);
    Prepared.Mapped mapped = assertInstanceOf(Prepared.Mapped.class, prepared, prepared.toString());
    return new String(mapped.body(), UTF_8).replace('\r', '\n');
  }

  /** Why it refuses a message. */
  String refused(String body) {
    Prepared prepared = apply(body);
    Prepared.Refused refused =
        assertInstanceOf(Prepared.Refused.class, prepared, prepared.toString());
    return refused.reason().httpStatus() + " " + refused.detail();
  }

  /** The one error of a conf that is wrong. */
  String error() {
    assertEquals(1, errors.size(), errors.toString());
    return errors.getFirst();
  }
}
