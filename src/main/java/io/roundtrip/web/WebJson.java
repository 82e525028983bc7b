package io.roundtrip.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON of records, by Jackson. Thread-safe, because the mapper is not changed any more. */
final class WebJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private WebJson() {}

  /** Fails with an {@link IllegalStateException} that names the type, if it has no JSON. */
  static Buffer write(Object value) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(value));
    } catch (IOException notJson) {
      throw new IllegalStateException(
          value.getClass().getName() + " cannot be written as JSON", notJson);
    }
  }

  /**
   * The body as a value of the type.
   *
   * @throws HttpError 400 if it is no JSON, 422 with the place where it is not what the type needs
   */
  static <T> T read(Buffer body, Class<T> type) {
    try (JsonParser parser = MAPPER.createParser(body.getBytes())) {
      T value = MAPPER.readValue(parser, type);
      if (parser.nextToken() != null) {
        throw malformed(parser.currentLocation());
      }
      if (value == null) {
        throw wrong("", "must not be null");
      }
      return value;
    } catch (ValueInstantiationException refused) {
      throw wrong(pointer(refused), words(refused));
    } catch (UnrecognizedPropertyException unknown) {
      throw wrong(
          pointer(unknown), "is not known here; known are " + unknown.getKnownPropertyIds());
    } catch (JsonMappingException mismatch) {
      throw mismatch.getCause() instanceof JacksonException broken && mismatch.getPath().isEmpty()
          ? malformed(broken.getLocation())
          : wrong(pointer(mismatch), "is missing or of another type than " + type.getSimpleName());
    } catch (JacksonException broken) {
      throw malformed(broken.getLocation());
    } catch (IOException unreadable) {
      throw HttpError.badRequest("the body cannot be read");
    }
  }

  /** A constructor's own words for what it does not take. */
  private static String words(ValueInstantiationException refused) {
    Throwable cause = refused.getCause();
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "is not what is needed" : "is refused: " + message;
  }

  private static String pointer(JsonMappingException failure) {
    return failure.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
        .map(step -> "/" + step.replace("~", "~0").replace("/", "~1"))
        .collect(Collectors.joining());
  }

  private static HttpError wrong(String pointer, String what) {
    return HttpError.of(
            422,
            "wrong-body",
            "The body is not what is needed",
            (pointer.isEmpty() ? "the body " : "the body's " + pointer + " ") + what)
        .with("in", "body")
        .with("path", pointer);
  }

  private static HttpError malformed(@Nullable JsonLocation at) {
    String place =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return HttpError.of(
            400, "malformed", "Malformed message", "the body is no JSON of one value" + place)
        .with("in", "body");
  }
}
