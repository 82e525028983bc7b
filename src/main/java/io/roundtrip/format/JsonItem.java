package io.roundtrip.format;

import io.roundtrip.model.Headers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A JSON message as it stands in an array of several. Stateless. */
public final class JsonItem {
  private JsonItem() {}

  /**
   * The message in UTF-8 and without byte-order mark; null if it is not in the charset that it declares. That it is one JSON
   * value has been checked, when the route {@link Transform prepared} it.
   */
  public static byte @Nullable [] of(byte[] body, String contentType) {
    try {
      JsonDocument document = JsonDocument.of(new Input(body, contentType, Headers.NONE, "", 0));
      byte[] bytes = document.bytes();
      return document.start() == 0
          ? bytes
          : Arrays.copyOfRange(bytes, document.start(), bytes.length);
    } catch (BadMessage bad) {
      return null;
    }
  }
}
