package io.roundtrip.web;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of a request's texts. Stateless. What a client wrote is not repeated in an error: it may be anybody's data.
 */
final class Parameter {
  private record Reading(String words, Function<String, Object> read) {}

  private static final Map<Class<?>, Reading> READINGS =
      Map.ofEntries(
          Map.entry(String.class, new Reading("text", text -> text)),
          Map.entry(Integer.class, new Reading("a whole number of 32 bits", Integer::valueOf)),
          Map.entry(Long.class, new Reading("a whole number of 64 bits", Long::valueOf)),
          Map.entry(Double.class, new Reading("a number", Double::valueOf)),
          Map.entry(BigDecimal.class, new Reading("a number", BigDecimal::new)),
          Map.entry(Boolean.class, new Reading("true or false", Parameter::flag)),
          Map.entry(UUID.class, new Reading("a UUID", UUID::fromString)),
          Map.entry(LocalDate.class, new Reading("a date such as 2026-01-31", LocalDate::parse)),
          Map.entry(
              Instant.class, new Reading("a time such as 2026-01-31T12:00:00Z", Instant::parse)),
          Map.entry(Duration.class, new Reading("a duration such as PT5S", Duration::parse)));

  private Parameter() {}

  /**
   * The text as a value of the type.
   *
   * @param in where it stands: path, query or header
   * @throws HttpError 400 that names the parameter, if it is missing or no such value
   * @throws IllegalArgumentException if no text is ever read as that type
   */
  static <T> T read(String in, String name, @Nullable String text, Class<T> type) {
    Reading reading = reading(in, name, type);
    if (text == null) {
      throw wrong(in, name, "is missing; it must be " + reading.words());
    }
    try {
      return type.cast(reading.read().apply(text));
    } catch (RuntimeException notOne) {
      throw wrong(in, name, "must be " + reading.words());
    }
  }

  private static Reading reading(String in, String name, Class<?> type) {
    Reading known = READINGS.get(type);
    if (known != null) {
      return known;
    }
    Object[] constants = type.getEnumConstants();
    if (constants == null) {
      throw new IllegalArgumentException(
          in + " parameter '" + name + "' cannot be read as " + type.getName());
    }
    return new Reading(
        "one of " + Arrays.toString(constants),
        text ->
            Arrays.stream(constants)
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow());
  }

  private static Object flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("no flag");
    };
  }

  private static HttpError wrong(String in, String name, String what) {
    return HttpError.of(
            400,
            "wrong-parameter",
            "A parameter is missing or wrong",
            in + " parameter '" + name + "' " + what)
        .with("in", in)
        .with("parameter", name);
  }
}
