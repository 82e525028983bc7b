package io.roundtrip.format;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Headers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What Jazzer calls with the inputs that it makes up: each goes through the maps of {@code conf/examples}, is mapped or
 * refused, and what is mapped can be read. Anything thrown is a finding.
 */
public final class MessageFuzzer {
  private static final List<Transform> MAPS = maps();

  private MessageFuzzer() {}

  private static List<Transform> maps() {
    ConfLoader.Loaded loaded =
        ConfLoader.load(Path.of(System.getProperty("fuzz.conf"), "engine.yaml"));
    List<ConfError> errors = new ArrayList<>(loaded.errors());
    List<Transform> maps = new ArrayList<>();
    for (RouteConf route : Objects.requireNonNull(loaded.conf()).routes()) {
      maps.add(Transform.compile(route, errors));
    }
    if (!errors.isEmpty() || maps.isEmpty()) {
      throw new IllegalStateException("the maps to fuzz are wrong: " + errors);
    }
    return maps;
  }

  /** Called by Jazzer before the first input: with the maps compiled, an input's time is its own. */
  public static void fuzzerInitialize() throws Exception {
    fuzzerTestOneInput(new byte[0]);
  }

  /** One input. */
  public static void fuzzerTestOneInput(byte[] body) throws Exception {
    Input input = new Input(body, "", Headers.NONE, "0199f3a0-1234-7abc-8def-0123456789ab", 0);
    for (Transform map : MAPS) {
      if (map.apply(input) instanceof Prepared.Mapped made) {
        Input back = new Input(made.body(), made.contentType(), Headers.NONE, "", 0);
        if (made.contentType().startsWith("application/hl7")) {
          Hl7Message.parse(back);
        } else {
          JsonOutline.read(back);
        }
      }
    }
  }
}
