package io.roundtrip.conf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words that a key's value may be. Immutable: each {@code or} returns another one.
 *
 * @param words what each means, in the order of the docs
 */
record Words<T>(Map<String, T> words) {
  /** {@code true} and {@code false}. */
  static final Words<Boolean> FLAGS = Words.of("true", true).or("false", false);

  static <T> Words<T> of(String word, T meaning) {
    return new Words<>(Map.of(word, meaning));
  }

  Words<T> or(String word, T meaning) {
    Map<String, T> more = new LinkedHashMap<>(words);
    more.put(word, meaning);
    return new Words<>(more);
  }

  /** What the value means, or null with an error. */
  @Nullable T read(YamlValue value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    T meaning = words.get(text);
    if (meaning == null) {
      value.error(wrong(value.written()));
    }
    return meaning;
  }

  private String wrong(String written) {
    return "must be one of "
        + String.join(", ", words.keySet())
        + ", got '"
        + written
        + "'"
        + Suggestion.of(written, "", words.keySet());
  }
}
