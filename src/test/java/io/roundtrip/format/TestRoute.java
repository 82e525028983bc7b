package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.roundtrip.conf.Condition;
import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.MapItem;
import io.roundtrip.conf.Place;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.kit.RouteBuilder;
import io.roundtrip.model.Format;
import io.roundtrip.model.Headers;
import io.roundtrip.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route with a filter and a map, and messages for it, as tests write them. Immutable. */
record TestRoute(Format format, @Nullable Condition filter, @Nullable MapConf map) {
  static final Place PLACE = RouteBuilder.PLACE;
  static final String MESSAGE_ID = "0199f3a0-1234-7abc-8def-0123456789ab";
  static final long ARRIVAL = 1_795_162_530_000L; // 2026-11-20T08:15:30Z

  static TestRoute map(Format from, Format to, TestRule... rules) {
    List<MapItem> all = new ArrayList<>();
    for (TestRule rule : rules) {
      all.add(rule.conf());
    }
    return new TestRoute(from, null, new MapConf(PLACE, to, all));
  }

  static TestRoute filter(Format format, Condition filter) {
    return new TestRoute(format, filter, null);
  }

  RouteConf conf() {
    return new RouteBuilder("test", format).filter(filter).map(map).build();
  }

  /** What is wrong with the conf, one text each. */
  List<String> errors() {
    List<ConfError> errors = new ArrayList<>();
    Transform.compile(conf(), errors);
    return errors.stream().map(ConfError::message).toList();
  }

  Transform compiled() {
    List<ConfError> errors = new ArrayList<>();
    Transform transform = Transform.compile(conf(), errors);
    assertEquals(List.of(), errors);
    return transform;
  }

  static Input input(byte[] body, String contentType) {
    return new Input(body, contentType, Headers.of(Map.of("X-Site", "north")), MESSAGE_ID, ARRIVAL);
  }

  static Input input(String body) {
    return input(body.getBytes(UTF_8), "");
  }

  Prepared apply(String body) {
    return compiled().apply(input(body));
  }

  /** The mapped message as text, segments ended by line feeds to be read easily. */
  String mapped(String body) {
    return mapped(input(body));
  }

  String mapped(Input input) {
    Prepared prepared = compiled().apply(input);
    Prepared.Mapped mapped = assertInstanceOf(Prepared.Mapped.class, prepared, prepared.toString());
    return new String(mapped.body(), UTF_8).replace('\r', '\n');
  }

  /** Why the message is refused. */
  String refused(String body, Reason reason) {
    return refused(input(body), reason);
  }

  String refused(Input input, Reason reason) {
    Prepared prepared = compiled().apply(input);
    Prepared.Refused refused =
        assertInstanceOf(Prepared.Refused.class, prepared, prepared.toString());
    assertEquals(reason, refused.reason(), refused.detail());
    return refused.detail();
  }
}
