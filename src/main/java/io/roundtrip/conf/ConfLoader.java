package io.roundtrip.conf;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads conf files. */
public final class ConfLoader {
  private ConfLoader() {}

  /**
   * What was read.
   *
   * @param conf null if the engine file cannot be read at all; else with the routes that are right in themselves
   * @param errors everything that is wrong; empty if the conf may run
   */
  public record Loaded(@Nullable EngineConf conf, List<ConfError> errors) {}

  /** Reads the engine file and the route files it names. */
  public static Loaded load(Path engineFile) {
    return new Loaded(
        null,
        List.of(new ConfError(new Place(engineFile.toString(), 1, 1), "", "cannot be read yet")));
  }
}
