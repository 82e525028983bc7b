package io.roundtrip.demo.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.extension.Extension;
import io.roundtrip.extension.ExtensionContext;
import io.roundtrip.future.Await;
import io.roundtrip.future.Task;
import io.roundtrip.pg.PgClient;
import io.roundtrip.service.AsyncRpc;
import io.roundtrip.service.On;
import io.roundtrip.service.Rpc;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.service.ServiceException;
import io.roundtrip.service.Services;
import io.roundtrip.task.AsyncOperation;
import io.roundtrip.task.TaskBook;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.web.Http;
import io.roundtrip.web.HttpError;
import io.roundtrip.web.Request;
import io.roundtrip.web.Streaming;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/services.md} against the code that its snippets come from, and against what it says numbers of. */
final class ServicesDocsTest {
  private static final Path DOCS = Path.of("docs/services.md");
  private static final List<Path> SOURCES =
      List.of(
          Path.of("src/main/java/io/roundtrip/demo/shop"),
          Path.of("src/test/java/io/roundtrip/demo/shop"));
  private static final Pattern SNIPPET = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\(");

  private static final List<Class<?>> API =
      List.of(
          ServiceClient.class,
          Services.class,
          ExtensionContext.class,
          Extension.class,
          Http.class,
          Request.class,
          HttpError.class,
          Streaming.class,
          TaskRunner.class,
          AsyncOperation.class,
          Task.class,
          PgClient.class,
          Engine.class,
          Await.class,
          Future.class,
          Vertx.class,
          Tuple.class,
          List.class);

  @Test
  void eachSnippetIsCodeThatIsRun() throws IOException {
    List<String> code = new ArrayList<>();
    for (Path folder : SOURCES) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          // What is private there is shown without that word.
          code.add(normal(Files.readString(file)).replace("private ", ""));
        }
      }
    }
    List<String> strange = new ArrayList<>();
    List<String> snippets = SNIPPET.matcher(docs()).results().map(one -> one.group(1)).toList();
    for (String snippet : snippets) {
      if (code.stream().noneMatch(file -> file.contains(normal(snippet)))) {
        strange.add(snippet);
      }
    }
    assertEquals(List.of(), strange);
    assertTrue(snippets.size() >= 25, () -> snippets.size() + " snippets");
  }

  @Test
  void eachKindOfErrorIsThereWithItsStatus() throws IOException {
    List<String> kinds =
        Arrays.stream(ServiceException.Kind.values())
            .map(kind -> "`" + kind.code() + "` " + kind.status())
            .sorted()
            .toList();
    assertEquals(
        kinds,
        rows("When it goes wrong").stream().map(row -> row[1] + " " + row[2]).sorted().toList());
  }

  @Test
  void eachMemberOfAPolicyIsThereWithItsDefault() throws IOException {
    Map<String, Object> expected = defaults(Rpc.class);
    assertEquals(
        expected.entrySet().stream()
            .map(one -> "`" + one.getKey() + "` " + one.getValue())
            .toList(),
        rows("Policies").stream().map(row -> row[1] + " " + row[2]).sorted().toList());
    assertEquals(expected, defaults(AsyncRpc.class));
    Map<String, Object> ofEvents = defaults(On.class);
    assertEquals(1, ofEvents.put("concurrency", expected.get("concurrency")));
    assertEquals(expected, ofEvents);
  }

  private static Map<String, Object> defaults(Class<? extends Annotation> annotation) {
    Map<String, Object> all = new TreeMap<>();
    for (Method member : annotation.getDeclaredMethods()) {
      if (member.getDefaultValue() != null && !member.getName().equals("name")) {
        all.put(member.getName(), member.getDefaultValue());
      }
    }
    return all;
  }

  @Test
  void theNumbersAreThoseOfTheCode() throws Exception {
    String docs = docs().replaceAll("\\s+", " ");
    List<String> facts =
        List.of(
            "keeps the last "
                + number(constant("io.roundtrip.service.HubPost", "KEPT_EVENTS"))
                + " events, up to "
                + constant("io.roundtrip.service.HubPost", "KEPT_BYTES") / (1 << 20)
                + " MiB",
            number(constant("io.roundtrip.service.EventStreams", "MOST"))
                + " readers of events over HTTP on each shard",
            number(TaskRunner.MOST_OPEN) + " that are open",
            "kept for ten minutes, " + number(TaskBook.MOST_ENDED) + " of them");
    assertEquals(List.of(), facts.stream().filter(fact -> !docs.contains(fact)).toList());
    assertEquals(10, TaskBook.RETAIN.toMinutes());
  }

  @Test
  void theGuideForNewcomersNamesMethodsThatThereAre() throws IOException {
    Set<String> here = new TreeSet<>();
    for (Class<?> type : API) {
      for (Method method : type.getMethods()) {
        here.add(method.getName());
      }
    }
    List<String> strange = new ArrayList<>();
    for (String heading : List.of("From synchronous code", "From FastAPI with asyncpg")) {
      List<String[]> rows = rows(heading);
      assertTrue(rows.size() >= 10, () -> rows.size() + " rows");
      for (String[] row : rows) {
        CODE.matcher(row[2])
            .results()
            .flatMap(code -> CALL.matcher(code.group(1)).results())
            .map(call -> call.group(1))
            .forEach(strange::add);
      }
    }
    strange.removeAll(here);
    assertEquals(List.of(), strange);
  }

  /** The rows of the table under a heading, each with an empty cell first. */
  private static List<String[]> rows(String heading) throws IOException {
    String docs = docs();
    int begin = docs.indexOf("# " + heading + "\n");
    assertTrue(begin > 0, heading);
    String part = docs.substring(begin);
    String table = part.substring(part.indexOf("\n|---") + 1).split("\n\n", 2)[0];
    return table.lines().skip(1).map(line -> line.split(" *\\| *", -1)).toList();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static long constant(String type, String name) throws ReflectiveOperationException {
    Field field = Class.forName(type).getDeclaredField(name);
    field.setAccessible(true);
    return ((Number) field.get(null)).longValue();
  }

  /** Without the breaks and spaces that a formatter may choose. */
  private static String normal(String code) {
    return code.replaceAll("\\s+", " ").replaceAll(" ?([^\\w\" ]) ?", "$1").strip();
  }

  private static String docs() throws IOException {
    return Files.readString(DOCS);
  }
}
