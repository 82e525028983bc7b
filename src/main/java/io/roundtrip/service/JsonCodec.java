package io.roundtrip.service;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests, results and events as JSON. Thread-safe, because a mapper is once it is made.
 *
 * <p>A request must be what the method takes: a member that it has not is refused, as is a number that is missing. An event
 * may have members that a handler does not know: who publishes it and who handles it change at their own times.
 */
final class JsonCodec {
  private final ObjectMapper strict =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectMapper lenient =
      strict.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** The mapper of requests, for what makes schemas of the same types. */
  ObjectMapper mapper() {
    return strict;
  }

  /** A request as its method takes it, or a {@link ServiceException} that says where it is not. */
  @Nullable Object readRequest(byte[] json, MethodDefinition method) {
    if (method.takesNothing()) {
      return null;
    }
    return read(strict, json, method.requestType(), method.service(), method.name());
  }

  /** An event as its handler takes it, likewise. */
  @Nullable Object readEvent(byte[] json, MethodDefinition method) {
    return read(lenient, json, method.requestType(), method.service(), method.name());
  }

  /** JSON as it came, on one line, or a {@link ServiceException} if it is none. */
  byte[] oneLine(byte[] json) {
    try {
      if (strict.readTree(json).isMissingNode()) {
        throw ServiceException.malformed("", "", "there is no body");
      }
    } catch (IOException malformed) {
      throw refusal(malformed, "", "");
    }
    byte[] line = json.clone();
    for (int i = 0; i < line.length; i++) {
      // Between tokens they are white space, and within strings they cannot be.
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  /** A value as JSON, or a {@link ServiceException} if it cannot be written. */
  byte[] write(@Nullable Object value) {
    try {
      return strict.writeValueAsBytes(value);
    } catch (JsonProcessingException unwritable) {
      throw ServiceException.invalid(
          "",
          "",
          unwritable instanceof JsonMappingException at ? pointer(at) : "",
          "it cannot be written as JSON: " + unwritable.getOriginalMessage());
    }
  }

  private static @Nullable Object read(
      ObjectMapper mapper, byte[] json, Type type, String service, String method) {
    Object value;
    try {
      value = mapper.readValue(json, mapper.constructType(type));
    } catch (IOException unreadable) {
      throw refusal(unreadable, service, method);
    }
    if (value == null) {
      throw ServiceException.invalid(
          service, method, "", "it must be " + words(type) + ", not null");
    }
    return value;
  }

  private static ServiceException refusal(IOException failure, String service, String method) {
    return switch (failure) {
      case ValueInstantiationException refused ->
          ServiceException.invalid(service, method, pointer(refused), reason(refused));
      case UnrecognizedPropertyException unknown ->
          ServiceException.invalid(
              service, method, pointer(unknown), "there is no such member in what it takes");
      case MismatchedInputException wrong ->
          ServiceException.invalid(
              service,
              method,
              pointer(wrong),
              wrong.getTargetType() == null
                  ? "it is not of the form that it must be"
                  : "it must be " + words(wrong.getTargetType()));
      case JsonMappingException other ->
          ServiceException.invalid(service, method, pointer(other), reason(other));
      case JacksonException malformed ->
          ServiceException.malformed(
              service,
              method,
              "it is no JSON, at line %d, column %d"
                  .formatted(
                      malformed.getLocation().getLineNr(), malformed.getLocation().getColumnNr()));
      default -> ServiceException.malformed(service, method, "it cannot be read");
    };
  }

  /** A constructor's own words where it refuses its arguments; another fault of it is nobody else's business. */
  private static String reason(JsonMappingException refused) {
    return switch (refused.getCause()) {
      case IllegalArgumentException own when own.getMessage() != null -> own.getMessage();
      case NullPointerException own when own.getMessage() != null -> own.getMessage();
      case null, default -> "it is not of the form that it must be";
    };
  }

  private static String pointer(JsonMappingException failure) {
    return failure.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "/" + step.getIndex()
                    : "/" + step.getFieldName().replace("~", "~0").replace("/", "~1"))
        .collect(Collectors.joining());
  }

  /** What a type is called in JSON. */
  private static String words(Type type) {
    Class<?> raw;
    try {
      raw = MethodDefinition.raw(type);
    } catch (IllegalArgumentException unknown) {
      return "of another type";
    }
    if (raw.isEnum()) {
      return Arrays.stream(raw.getEnumConstants())
          .map(constant -> "\"" + constant + "\"")
          .collect(Collectors.joining(" or "));
    }
    if (Number.class.isAssignableFrom(raw)) {
      return "a number";
    }
    if (raw == Boolean.class) {
      return "true or false";
    }
    if (CharSequence.class.isAssignableFrom(raw) || raw == Character.class) {
      return "a string";
    }
    if (Collection.class.isAssignableFrom(raw) || raw.isArray()) {
      return "an array";
    }
    return raw.getPackageName().startsWith("java.time")
        ? "a " + raw.getSimpleName() + " as ISO 8601 has it"
        : "an object";
  }
}
