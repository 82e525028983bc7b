package io.roundtrip.model;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A message's headers, looked up by name whatever its case. Safe to read from any thread. */
@FunctionalInterface
public interface Headers {
  /** No headers. */
  Headers NONE = name -> null;

  /** The first value of the header, or null. */
  @Nullable String get(String name);

  /** A copy of the given headers. */
  static Headers of(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return NONE;
    }
    Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(headers);
    return byName::get;
  }
}
