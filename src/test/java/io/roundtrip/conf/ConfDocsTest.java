package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds {@code docs/conf.md} against the keys that the readers know. */
final class ConfDocsTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

  private static String docs() throws IOException {
    return Files.readString(Path.of("docs/conf.md"));
  }

  private static String chapter(String title) throws IOException {
    String docs = docs();
    int start = docs.indexOf("\n## " + title + "\n");
    assertTrue(start >= 0, () -> "no chapter '" + title + "'");
    int end = docs.indexOf("\n## ", start + 1);
    return docs.substring(start, end < 0 ? docs.length() : end);
  }

  private static List<String> firstGroups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult each) -> each.group(1)).toList();
  }

  @ParameterizedTest
  @EnumSource(Section.class)
  void aChapterHasTheKeysOfItsSectionAndNoOthers(Section section) throws IOException {
    assertEquals(section.keys(), firstGroups(ROW, chapter(section.title())));
  }

  @ParameterizedTest
  @EnumSource(Section.class)
  void whatIsNotInThisReleaseIsSaid(Section section) throws IOException {
    String later = chapter("Not in this release");
    for (String key : section.laterKeys()) {
      assertTrue(later.contains("`" + key + "`"), () -> key + " is not in the docs");
    }
  }

  @Test
  void theExampleIsRight(@TempDir Path path) throws IOException {
    List<String> files = firstGroups(YAML, chapter("Example"));
    assertEquals(2, files.size());
    ConfFolder folder =
        new ConfFolder(path)
            .with("engine.yaml", files.getFirst())
            .with("routes/lab-orders.yaml", files.getLast());
    assertEquals(List.of(), folder.errors());
  }

  @Test
  void thePromisedErrorIsTheOneThatIsGiven(@TempDir Path path) throws IOException {
    String route = "id: lab-orders\nto: [ { id: a, event-bus: { address: a } } ]\n\ndedline: 5s\n";
    List<String> errors =
        new ConfFolder(path)
            .with("conf/engine.yaml", ConfFolder.ENGINE)
            .with("engine.yaml", "routes: conf/routes/*.yaml\n")
            .with("conf/routes/lab-orders.yaml", route)
            .errors();
    assertEquals(1, errors.size());
    assertTrue(docs().contains(errors.getFirst()), errors::toString);
  }
}
