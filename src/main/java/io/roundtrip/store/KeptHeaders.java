package io.roundtrip.store;

import io.roundtrip.model.Headers;
import io.roundtrip.net.Json;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of a message that are kept with it, as JSON. Stateless. */
public final class KeptHeaders {
  private KeptHeaders() {}

  /** An object of those of the names that the message has. */
  public static String json(List<String> names, Headers headers) {
    StringBuilder out = new StringBuilder("{");
    for (String name : names) {
      String value = headers.get(name);
      if (value != null) {
        Json.member(out.length() == 1 ? out : out.append(','), name, JournalTable.clean(value));
      }
    }
    return out.append('}').toString();
  }

  /** What {@link #json} made, or nothing. */
  public static Headers of(@Nullable String json) {
    if (json == null) {
      return Headers.NONE;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    new JsonObject(json)
        .forEach(each -> headers.put(each.getKey(), String.valueOf(each.getValue())));
    return Headers.of(headers);
  }
}
