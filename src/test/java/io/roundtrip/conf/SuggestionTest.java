package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Did you mean. */
final class SuggestionTest {
  private static final List<String> KNOWN = List.of("deadline", "id", "to", "reply");

  @Test
  void findsTheNearestWord() {
    assertEquals(" (did you mean 'deadline'?)", Suggestion.of("dedline", "", KNOWN));
    assertEquals(" (did you mean 'deadline'?)", Suggestion.of("Deadlines", "", KNOWN));
    assertEquals(" (did you mean 'a.reply'?)", Suggestion.of("reyply", "a.", KNOWN));
  }

  @Test
  void saysNothingWhereNoWordIsNear() {
    assertEquals("", Suggestion.of("colour", "", KNOWN));
    assertEquals("", Suggestion.of("xyz", "", KNOWN));
    assertEquals("", Suggestion.of("b", "", List.of("a")));
    assertEquals("", Suggestion.of("", "", List.of("a")));
  }

  @Test
  void countsASwapAsOneChange() {
    assertEquals(1, Suggestion.distance("prot", "port"));
    assertEquals(3, Suggestion.distance("", "abc"));
    assertEquals(2, Suggestion.distance("abcd", "xbcy"));
  }
}
