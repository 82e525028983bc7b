package io.roundtrip.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a query apart. Stateless. */
final class QueryText {
  private static final int MOST = 1_000;

  private QueryText() {}

  /**
   * The parameters by name, each with its values in their order; at most {@value #MOST}.
   *
   * @throws HttpError 400, if it cannot be decoded or there are more
   */
  static Map<String, List<String>> parameters(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> parameters = new HashMap<>();
    String[] pairs = query.split("&", MOST + 1);
    if (pairs.length > MOST) {
      throw HttpError.badRequest("the query has more than " + MOST + " parameters");
    }
    for (String pair : pairs) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      throw HttpError.badRequest("the query cannot be decoded: a % is not followed by two digits");
    }
  }
}
