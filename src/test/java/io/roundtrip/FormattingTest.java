package io.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds every source to google-java-format. {@code mvn test -Dtest=FormattingTest -Dformat.apply=true} rewrites them.
 *
 * <p>A test and not a Maven plugin, because Maven itself may run on a Java that does not know the syntax of 25.
 */
final class FormattingTest {
  @Test
  void everySourceIsFormatted() throws Exception {
    Formatter formatter =
        new Formatter(JavaFormatterOptions.builder().formatJavadoc(false).build());
    boolean apply = Boolean.getBoolean("format.apply");
    List<Path> wrong =
        sources().parallelStream().filter(source -> isWrong(source, formatter, apply)).toList();
    if (!apply) {
      assertEquals(List.of(), wrong, "not formatted; run with -Dformat.apply=true");
    }
  }

  private static boolean isWrong(Path source, Formatter formatter, boolean apply) {
    try {
      String text = Files.readString(source);
      String formatted =
          formatter.formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(text));
      boolean wrong = !text.equals(formatted);
      if (wrong && apply) {
        Files.writeString(source, formatted);
      }
      return wrong;
    } catch (IOException | FormatterException failed) {
      throw new AssertionError(source.toString(), failed);
    }
  }

  private static List<Path> sources() throws Exception {
    List<Path> all = new ArrayList<>();
    for (String root :
        List.of("src/main/java", "src/test/java", "src/bench/java", "src/fuzz/java")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(all::add);
      }
    }
    return all;
  }
}
