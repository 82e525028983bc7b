package io.roundtrip.conf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words that a key's value may be, and those of the full design that this release refuses. Immutable: each {@code
 * or} returns another one.
 *
 * @param words what each means, in the order of the docs
 * @param later what to write in place of a refused word
 */
record Words<T>(Map<String, T> words, Map<String, String> later) {
  /** {@code true} and {@code false}. */
  static final Words<Boolean> FLAGS = Words.of("true", true).or("false", false);

  static <T> Words<T> of(String word, T meaning) {
    return new Words<>(Map.of(word, meaning), Map.of());
  }

  Words<T> or(String word, T meaning) {
    Map<String, T> more = new LinkedHashMap<>(words);
    more.put(word, meaning);
    return new Words<>(more, later);
  }

  /** A word that is refused, with what to do instead. */
  Words<T> butNot(String word, String instead) {
    Map<String, String> more = new LinkedHashMap<>(later);
    more.put(word, instead);
    return new Words<>(words, more);
  }

  /** What the value means, or null with an error. */
  @Nullable T read(YamlValue value) {
    String text = value.text();
    if (text == null) {
      return null;
    }
    T meaning = words.get(text);
    if (meaning == null) {
      value.error(wrong(text, value.written()));
    }
    return meaning;
  }

  private String wrong(String text, String written) {
    String instead = later.get(text);
    return instead != null
        ? "'" + written + "' is not in this release: " + instead
        : "must be one of "
            + String.join(", ", words.keySet())
            + ", got '"
            + written
            + "'"
            + Suggestion.of(written, "", words.keySet());
  }
}
