package io.roundtrip.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrayKeyTest {
  @Test
  void isTheSameForTheSameMessagesInTheSameOrderAlone() {
    String key = ArrayKey.of(List.of("a", "b"));
    assertEquals(key, ArrayKey.of(List.of("a", "b")));
    for (List<String> other :
        List.of(List.of("b", "a"), List.of("a"), List.of("ab"), List.of("a", "b", ""))) {
      assertNotEquals(key, ArrayKey.of(other), other::toString);
    }
    assertNotEquals(ArrayKey.of(List.of("1:a")), ArrayKey.of(List.of("", "a")));
  }
}
