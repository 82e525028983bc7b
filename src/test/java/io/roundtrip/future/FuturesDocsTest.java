package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/futures.md} against the tests that its snippets come from, and against the package. */
final class FuturesDocsTest {
  private static final Path DOCS = Path.of("docs/futures.md");
  private static final Path SOURCES = Path.of("src/main/java/io/roundtrip/future");
  private static final Path TESTS = Path.of("src/test/java/io/roundtrip/future");
  private static final Pattern SNIPPET = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\(");

  private static final List<Class<?>> API =
      List.of(
          LoopFuture.class,
          LoopFutures.class,
          VertxFutures.class,
          FuturePool.class,
          Await.class,
          Task.class,
          Pipeline.class,
          Completable.class);

  @Test
  void eachSnippetIsCodeThatATestRuns() throws IOException {
    List<String> tests = new ArrayList<>();
    for (String file : List.of("", "Combinators", "Bridges", "Reactor")) {
      tests.add(
          normal(Files.readString(TESTS.resolve("FuturesGuide" + file + "Test.java")))
              // What is private in a test is shown without that word.
              .replace("private ", ""));
    }
    List<String> strange = new ArrayList<>();
    List<String> snippets = SNIPPET.matcher(docs()).results().map(one -> one.group(1)).toList();
    for (String snippet : snippets) {
      if (tests.stream().noneMatch(test -> test.contains(normal(snippet)))) {
        strange.add(snippet);
      }
    }
    assertEquals(List.of(), strange);
    assertTrue(snippets.size() >= 40, () -> snippets.size() + " snippets");
  }

  @Test
  void eachMethodOfAFutureAndEachCombinatorIsInASnippet() throws IOException {
    String snippets =
        SNIPPET.matcher(docs()).results().map(MatchResult::group).reduce("", String::concat);
    List<String> missing = new ArrayList<>();
    for (Class<?> type : List.of(LoopFuture.class, LoopFutures.class, Pipeline.Builder.class)) {
      for (Method method : type.getDeclaredMethods()) {
        boolean published = Modifier.isPublic(method.getModifiers()) && !method.isSynthetic();
        // A Completable's complete is what succeed and fail call; a Vert.x step is a demo's matter.
        if (published && !Set.of("complete", "thenFuture").contains(method.getName())) {
          if (!snippets.contains(method.getName() + "(")
              && !snippets.contains("::" + method.getName())) {
            missing.add(type.getSimpleName() + "." + method.getName());
          }
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void theNumbersAreThoseOfTheCode() throws Exception {
    RetryPolicy usual = RetryPolicy.of(7);
    List<String> facts =
        List.of(
            "holds " + InlineSteps.MOST + " steps in itself",
            String.format(Locale.ROOT, "when %,d others are behind it", FuturePool.RESERVE),
            String.format(Locale.ROOT, "at most %,d free ones are kept", FuturePool.MOST_FREE),
            "-D" + FuturePool.DEBUG + "=true",
            "at any depth up to " + constant(Errors.class, "DEEPEST_CAUSE"),
            constant(Retry.class, "MOST_ATTACHED") + " of them at most",
            "| at least 1 | n |",
            "| zero (at once) or more | " + usual.delay().toMillis() + " ms |",
            "| at least 1 | " + String.valueOf(usual.factor()).replaceFirst("\\.0$", "") + " |",
            "| zero or more | " + usual.mostDelay().toSeconds() + " s |",
            "| 0 to 1 | " + usual.jitter() + " |");
    String docs = docs().replaceAll("\\s+", " ");
    assertEquals(List.of(), facts.stream().filter(fact -> !docs.contains(fact)).toList());
    assertEquals(7, usual.attempts());
    assertTrue(usual.retries().test(new Error()));
  }

  @Test
  void theErrorTextsAreThoseOfTheCode() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        sources.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
      }
    }
    List<String> strange = new ArrayList<>();
    for (String[] row : rows("When it goes wrong")) {
      for (String part : code(row[1]).getFirst().split(" … ?", -1)) {
        if (!sources.toString().contains(part)) {
          strange.add(part);
        }
      }
    }
    assertEquals(List.of(), strange);
  }

  @Test
  void theGuideForNewcomersNamesMethodsThatThereAre() throws IOException {
    Set<String> here = methods(API);
    here.addAll(methods(List.of(Vertx.class, Context.class, Future.class)));
    Set<String> vertx = methods(List.of(Future.class, Promise.class));
    Set<String> completable = methods(List.of(CompletableFuture.class));
    expectNames(rows("From Vert.x futures"), 1, vertx);
    expectNames(rows("From `CompletableFuture`"), 1, completable);
    for (String from : List.of("Vert.x futures", "`CompletableFuture`", "asyncio", "Seastar")) {
      expectNames(rows("From " + from), 2, here);
    }
  }

  private static void expectNames(List<String[]> rows, int column, Set<String> names) {
    assertTrue(rows.size() >= 15, () -> rows.size() + " rows");
    List<String> strange = new ArrayList<>();
    for (String[] row : rows) {
      for (String code : code(row[column])) {
        CALL.matcher(code).results().map(call -> call.group(1)).forEach(strange::add);
      }
    }
    strange.removeAll(names);
    assertEquals(List.of(), strange);
  }

  /** The rows of the table under a heading, each with an empty cell first. */
  private static List<String[]> rows(String heading) throws IOException {
    String docs = docs();
    int begin = docs.indexOf("\n### " + heading + "\n");
    assertTrue(begin > 0, heading);
    String part = docs.substring(begin + 1);
    String table = part.substring(part.indexOf("\n|---") + 1).split("\n\n", 2)[0];
    return table.lines().skip(1).map(line -> line.split(" *\\| *", -1)).toList();
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(one -> one.group(1)).toList();
  }

  private static Set<String> methods(List<Class<?>> types) {
    Set<String> names = new TreeSet<>();
    for (Class<?> type : types) {
      for (Method method : type.getMethods()) {
        names.add(method.getName());
      }
    }
    return names;
  }

  private static Object constant(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }

  /** Without the breaks and spaces that a formatter may choose. */
  private static String normal(String code) {
    return code.replaceAll("\\s+", " ").replaceAll(" ?([^\\w\" ]) ?", "$1").strip();
  }

  private static String docs() throws IOException {
    return Files.readString(DOCS);
  }
}
