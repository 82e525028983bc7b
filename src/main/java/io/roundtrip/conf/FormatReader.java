package io.roundtrip.conf;

import io.roundtrip.model.Format;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a route's {@code format}. Immutable. Without one the messages are bytes, of which nothing is parsed and nothing
 * refused; a guess would refuse or misread what a sender may send, so a path into the message asks for the word.
 */
final class FormatReader {
  private static final Words<Format> FORMATS =
      Words.of("json", Format.JSON)
          .or("fhir", Format.FHIR)
          .or("hl7v2", Format.HL7V2)
          .or("text", Format.TEXT)
          .or("bytes", Format.BYTES);

  private FormatReader() {}

  static Format read(
      YamlMap route,
      @Nullable PathText key,
      @Nullable PathText repeat,
      @Nullable StateConf state,
      @Nullable Condition filter,
      @Nullable MapConf map) {
    if (!route.has("format")) {
      Stream.of(
              Stream.ofNullable(key),
              Stream.ofNullable(repeat),
              Stream.ofNullable(state).flatMap(StateConf::paths),
              Paths.of(filter),
              Paths.of(map))
          .flatMap(paths -> paths)
          .filter(path -> !Paths.isHeader(path))
          .findFirst()
          .ifPresent(
              path ->
                  route.error(
                      "needs a format (json, fhir or hl7v2), because the path in line "
                          + path.place().line()
                          + " leads into the message"));
    }
    return route.oneOf("format", Format.BYTES, FORMATS);
  }
}
