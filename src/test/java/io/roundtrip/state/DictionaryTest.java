package io.roundtrip.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.net.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DictionaryTest {
  private static final int CASES = 100_000;
  private static final String CHARACTERS = "ab,:{}[]\"\\ \u0000\n\ud800\udc00\u00e9";

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return text.toString();
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 2 ? 3 : 5)) {
      case 0 -> String.valueOf(random.nextInt());
      case 1 -> "true";
      case 2 -> Json.string(new StringBuilder(), text(random)).toString();
      case 3 -> "[" + value(random, depth + 1) + ", " + value(random, depth + 1) + "]";
      default ->
          "{"
              + Json.string(new StringBuilder(), text(random))
              + " : "
              + value(random, depth + 1)
              + "}";
    };
  }

  @Test
  void whatIsWrittenIsReadAsItWas() {
    for (long seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Map<String, String> data = new LinkedHashMap<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        data.put(text(random), value(random, 0));
      }
      Map<String, String> read = Dictionary.read(Dictionary.write(data));
      assertEquals(data, read, "seed " + seed);
      List<String> names = new ArrayList<>(data.keySet());
      assertEquals(names, new ArrayList<>(read.keySet()), "in its order, seed " + seed);
    }
  }

  @Test
  void whatIsNoDictionaryIsRefused() {
    for (String wrong : List.of("", "{", "[]", "{\"a\"", "{\"a\":1", "{\"a\":\"", "{a:1}")) {
      assertThrows(IllegalArgumentException.class, () -> Dictionary.read(wrong), wrong);
    }
  }
}
