package io.roundtrip.ingest;

import io.roundtrip.model.Format;
import java.util.Locale;

/** Which content types a route's format takes. Stateless. A message without one is taken as what the route expects. */
final class MediaTypes {
  private MediaTypes() {}

  /** Whether a message of this content type may be what the route expects. */
  static boolean fits(Format format, String contentType) {
    if (contentType.isEmpty() || "application/json".equals(contentType)) {
      return contentType.isEmpty() || format == Format.JSON || format == Format.BYTES;
    }
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return switch (format) {
      case BYTES -> true;
      case TEXT -> type.startsWith("text/");
      case JSON ->
          type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
      case HL7V2 ->
          type.startsWith("application/hl7-v2")
              || type.startsWith("x-application/hl7-v2")
              || type.equals("application/edi-hl7")
              || type.equals("text/plain")
              || type.equals("application/octet-stream");
    };
  }

  /** What to send instead, for a person. */
  static String expected(Format format) {
    return switch (format) {
      case BYTES -> "any content type";
      case TEXT -> "text/plain";
      case JSON -> "application/json or a type that ends in +json";
      case HL7V2 -> "application/hl7-v2 or text/plain";
    };
  }
}
