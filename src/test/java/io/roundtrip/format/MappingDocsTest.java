package io.roundtrip.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Format;
import io.roundtrip.model.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the examples of {@code docs/mapping.md} against what the format package does. */
final class MappingDocsTest {
  private static final Path DOCS = Path.of("docs/mapping.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "(?s)```yaml\n(.*?)```\n```input\n(.*?)```\n```(output|refused|filtered)\n(.*?)```");

  /** One example; {@code toString} is what a failure shows. */
  record Example(String route, String input, String end, String text) {}

  static List<Example> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(DOCS))
        .results()
        .map((MatchResult m) -> new Example(m.group(1), m.group(2), m.group(3), m.group(4)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsWhatHappens(Example example, @TempDir Path folder) throws IOException {
    RouteConf route = route(example.route(), folder);
    List<ConfError> errors = new ArrayList<>();
    Transform transform = Transform.compile(route, errors);
    assertEquals(List.of(), errors);
    String body = example.input();
    Input input =
        new Input(
            (route.format() == Format.HL7V2 ? body.replace('\n', '\r') : body)
                .getBytes(StandardCharsets.UTF_8),
            "",
            Headers.NONE,
            "01a1fb31-93e8-7000-8075-d3d9504eae3f",
            1_767_225_600_000L);
    assertEquals(example.end() + "\n" + example.text(), shown(transform.apply(input)));
  }

  @Test
  void everyBlockBelongsToAnExampleAndTheFirstIsTheDemos() throws IOException {
    String docs = Files.readString(DOCS);
    assertEquals(docs.split("```yaml\n", -1).length - 1, examples().size());
    String demo = Files.readString(Path.of("conf/demo/routes/lab-orders.yaml"));
    String rules = demo.substring(demo.indexOf("map:\n"), demo.indexOf("to:\n  - id"));
    assertTrue(examples().getFirst().route().contains(rules));
  }

  private static String shown(Prepared prepared) {
    return switch (prepared) {
      case Prepared.Mapped mapped -> {
        String text = new String(mapped.body(), StandardCharsets.UTF_8).replace('\r', '\n');
        yield "output\n" + (text.endsWith("\n") ? text : text + "\n");
      }
      case Prepared.Refused refused ->
          "refused\n" + refused.reason().httpStatus() + " " + refused.detail() + "\n";
      case Prepared.Excluded excluded -> "filtered\n";
      case Prepared.AsItCame same -> "as it came\n";
    };
  }

  private static RouteConf route(String part, Path folder) throws IOException {
    Files.writeString(folder.resolve("engine.yaml"), "routes: route.yaml\n");
    Files.writeString(
        folder.resolve("route.yaml"),
        "id: docs\nto: [ { id: lab, http: { url: \"http://127.0.0.1:9701/\" } } ]\n" + part);
    ConfLoader.Loaded loaded = ConfLoader.load(folder.resolve("engine.yaml"));
    assertEquals(List.of(), loaded.errors());
    return Objects.requireNonNull(loaded.conf()).routes().getFirst();
  }
}
