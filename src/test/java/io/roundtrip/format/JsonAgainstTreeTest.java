package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.roundtrip.conf.ConfError;
import io.roundtrip.model.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random documents, read by path and by a tree: both must find the same. */
final class JsonAgainstTreeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] NAMES = {"a", "b", "0", "1", "~", "/", "é", "a b", "", "\"\\"};
  private static final String[] TEXTS = {
    "", "x", "é€😀", "a\"b\\c", "line\nend\r\t", "{not}", "\u0000\u001f\u007f", "  ", "\"\"", "]"
  };

  @Test
  void everyPointerFindsWhatTheTreeHas() throws Exception {
    for (int seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      JsonNode tree = tree(random, 0);
      List<String> pointers = pointers(random);
      byte[] body =
          random.nextBoolean()
              ? JSON.writeValueAsBytes(tree)
              : JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
      TestRule[] rules = new TestRule[pointers.size()];
      for (int i = 0; i < rules.length; i++) {
        rules[i] = TestRule.to("/v" + i).from(pointers.get(i));
      }
      String mapped =
          TestRoute.map(Format.JSON, Format.JSON, rules).mapped(TestRoute.input(body, ""));
      assertEquals(expected(tree, pointers), JSON.readTree(mapped), "seed " + seed);
      for (String pointer : pointers) {
        assertEquals(text(tree, pointer), key(body, pointer), "seed " + seed + " " + pointer);
      }
    }
  }

  private static JsonNode expected(JsonNode tree, List<String> pointers) {
    ObjectNode expected = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < pointers.size(); i++) {
      JsonNode found = tree.at(JsonPointer.compile(pointers.get(i)));
      if (!found.isMissingNode()) {
        expected.set("v" + i, found);
      }
    }
    return expected;
  }

  private static String text(JsonNode tree, String pointer) {
    JsonNode found = tree.at(JsonPointer.compile(pointer));
    return found.isValueNode() && !found.isNull() ? found.asText() : "";
  }

  private static String key(byte[] body, String pointer) {
    List<ConfError> errors = new ArrayList<>();
    KeyReader reader =
        KeyReader.compile(
            new TestRoute(Format.JSON, null, null).conf(), TestRule.path(pointer), errors);
    assertEquals(List.of(), errors);
    return switch (reader.read(new Input(body, "", name -> null, "id", 0))) {
      case KeyReader.Key.Found found -> found.value();
      case KeyReader.Key.Missing missing -> "";
    };
  }

  private static List<String> pointers(Random random) {
    List<String> pointers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      StringBuilder pointer = new StringBuilder();
      int length = 1 + random.nextInt(3);
      for (int j = 0; j < length; j++) {
        String name = NAMES[random.nextInt(NAMES.length)];
        pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
      }
      pointers.add(pointer.toString());
    }
    return pointers;
  }

  private static JsonNode tree(Random random, int depth) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    int kind = random.nextInt(depth == 0 ? 2 : depth > 3 ? 6 : 10);
    if (depth > 3) {
      kind += 4;
    }
    switch (kind) {
      case 0, 1, 2 -> {
        ObjectNode object = make.objectNode();
        for (int i = random.nextInt(6); i >= 0; i--) {
          object.set(NAMES[random.nextInt(NAMES.length)], tree(random, depth + 1));
        }
        return object;
      }
      case 3 -> {
        ArrayNode array = make.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(tree(random, depth + 1));
        }
        return array;
      }
      case 4 -> {
        return make.numberNode(random.nextInt(2000) - 1000);
      }
      case 5 -> {
        return make.booleanNode(random.nextBoolean());
      }
      case 6 -> {
        return make.nullNode();
      }
      default -> {
        return make.textNode(TEXTS[random.nextInt(TEXTS.length)]);
      }
    }
  }

  @Test
  void aTextWrittenIsTheTextReadBack() throws Exception {
    for (int seed = 0; seed < 2000; seed++) {
      String text = RandomText.of(new Random(seed), 24);
      JsonBytes out = new JsonBytes(4);
      out.addString(text);
      byte[] bytes = out.toByteArray();
      assertEquals(text, JSON.readValue(bytes, String.class), "seed " + seed);
      assertEquals(text, JsonText.of(bytes, 0, bytes.length), "seed " + seed);
      assertEquals(-1, Utf8.firstMalformed(bytes, 0, bytes.length));
      assertEquals(text, new String(text.getBytes(UTF_8), UTF_8));
    }
  }
}
