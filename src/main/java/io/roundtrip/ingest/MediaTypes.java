package io.roundtrip.ingest;

import io.roundtrip.model.Format;
import io.roundtrip.route.Route;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which content types a route's format takes. Stateless. A message without one is taken as what the route expects. */
final class MediaTypes {
  private MediaTypes() {}

  private static boolean isJson(Format format) {
    return format == Format.JSON || format == Format.FHIR;
  }

  /** Whether a message of this content type may be what the route expects. */
  private static boolean fits(Format format, String contentType) {
    if (contentType.isEmpty() || "application/json".equals(contentType)) {
      return contentType.isEmpty() || isJson(format) || format == Format.BYTES;
    }
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return switch (format) {
      case BYTES -> true;
      case TEXT -> type.startsWith("text/");
      case JSON, FHIR ->
          type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
      case HL7V2 ->
          type.startsWith("application/hl7-v2")
              || type.startsWith("x-application/hl7-v2")
              || type.equals("application/edi-hl7")
              || type.equals("text/plain")
              || type.equals("application/octet-stream");
    };
  }

  /**
   * Why the route does not take a message of this content type and content coding; null if it does. A coding is not
   * passed on, so the destination would take the coded bytes for the message.
   */
  static @Nullable String refusal(Route route, String contentType, @Nullable String coding) {
    Format format = route.conf().format();
    if (!fits(format, contentType)) {
      return "route '" + route.id() + "' takes " + expected(format);
    }
    return coding == null || coding.isBlank() || coding.strip().equalsIgnoreCase("identity")
        ? null
        : "route '" + route.id() + "' takes no compressed messages; send it without a coding";
  }

  private static String expected(Format format) {
    return switch (format) {
      case BYTES -> "any content type";
      case TEXT -> "text/plain";
      case JSON -> "application/json or a type that ends in +json";
      case FHIR -> "application/fhir+json or application/json";
      case HL7V2 -> "application/hl7-v2 or text/plain";
    };
  }
}
