package io.roundtrip.format;

import java.util.Set;

/** What a condition asks of a text. Immutable. */
sealed interface TextTest {
  /** Whether the text, which is one of the message's values, passes. */
  boolean accepts(String text, Values in) throws BadMessage;

  /** It is the given one. */
  record Equal(String expected) implements TextTest {
    @Override
    public boolean accepts(String text, Values in) {
      return text.equals(expected);
    }
  }

  /** It is one of the given ones. */
  record In(Set<String> expected) implements TextTest {
    @Override
    public boolean accepts(String text, Values in) {
      return expected.contains(text);
    }
  }

  /** The expression is found in it. */
  record Matches(BoundedRegex regex) implements TextTest {
    @Override
    public boolean accepts(String text, Values in) throws BadMessage {
      return regex.search(text, in).find();
    }
  }
}
