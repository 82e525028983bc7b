package io.roundtrip.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.Progress;
import io.roundtrip.future.Task;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.future.TimedOut;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is kept, for how long, and how it is shown. Its time is the test's. */
final class TaskBookTest {
  private final AtomicLong nanos = new AtomicLong();
  private final TaskBook book =
      new TaskBook(nanos::get, TaskText.usual(), Duration.ofSeconds(10), 3);

  private record Price(String test, int cents, List<String> notes) {}

  private Optional<TaskView> find(String id) {
    return book.find(id, Duration.ZERO).result();
  }

  private String json(Task<?> task) {
    return find(book.keep(task)).map(TaskView::json).orElse("nothing");
  }

  private static <T> Task<T> value(T value) {
    Task<T> task = Task.promise();
    task.succeed(value);
    return task;
  }

  @Test
  void aTaskStaysWhileItRunsAndForATimeAfterItsEnd() {
    Task<Integer> task = Task.promise();
    String id = book.keep(task);
    assertEquals(task.id(), id);
    assertEquals(id, book.keep(task), "keeping it twice is keeping it once");
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertEquals(TaskStatus.RUNNING, find(id).orElseThrow().status());
    task.succeed(1);
    nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    assertEquals(TaskStatus.SUCCEEDED, find(id).orElseThrow().status());
    nanos.incrementAndGet();
    assertEquals(Optional.empty(), find(id));
    assertEquals(0, book.size());
  }

  @Test
  void ofTooManyTheOldestResultsAreForgotten() {
    List<String> ids = List.of(1, 2, 3, 4).stream().map(n -> book.keep(value(n))).toList();
    assertEquals(Optional.empty(), find(ids.getFirst()));
    assertTrue(ids.subList(1, 4).stream().allMatch(id -> find(id).isPresent()));
    assertEquals(3, book.size());
  }

  @Test
  void resultsAreJson() {
    Task<?> price = value(new Price("tsh", 2200, List.of("a\"b")));
    assertEquals(
        "{\"id\":\"%s\",\"status\":\"succeeded\",\"progress\":1.0,\"result\":".formatted(price.id())
            + "{\"test\":\"tsh\",\"cents\":2200,\"notes\":[\"a\\\"b\"]}}",
        json(price));
    Task<?> many = value(Map.of("k", List.of(1, 2)));
    assertTrue(json(many).endsWith("\"result\":{\"k\":[1,2]}}"), json(many));
  }

  @Test
  void anErrorIsAProblemAndShowsNothingOfItsText() {
    Task<Integer> failed = Task.promise();
    failed.fail(new IOException("password=secret"));
    String json = json(failed);
    assertTrue(json.contains("\"status\":\"failed\""), json);
    assertTrue(json.contains("\"error\":{\"type\":\"urn:roundtrip:problem:failed\""), json);
    assertTrue(json.contains("\"detail\":\"it failed with a IOException"), json);
    assertTrue(!json.contains("secret"), json);
    Task<Integer> late = Task.promise();
    late.fail(new TimedOut(Duration.ofMillis(5)));
    assertTrue(json(late).contains("urn:roundtrip:problem:timeout"), json(late));
    Task<Integer> full = Task.promise();
    full.fail(TaskRefused.full());
    assertTrue(json(full).contains("\"status\":503"), json(full));
  }

  @Test
  void aResultThatIsNoJsonIsAFailure() {
    String json = json(value(new Object()));
    assertTrue(json.contains("\"status\":\"failed\""), json);
    assertTrue(json.contains("\"error\":{"), json);
  }

  @Test
  void cancellingMayBeRepeatedAndChangesNothingThatIsOver() {
    Task<Integer> task = Task.promise();
    String id = book.keep(task);
    for (int i = 0; i < 2; i++) {
      assertEquals(TaskStatus.CANCELLED, book.cancel(id).result().orElseThrow().status());
    }
    String over = book.keep(value(7));
    assertEquals(TaskStatus.SUCCEEDED, book.cancel(over).result().orElseThrow().status());
    assertEquals(Optional.empty(), book.cancel("unknown").result());
  }

  @Test
  void aNoteIsShownWhereThereIsOne() {
    TaskView view =
        new TaskView("i", TaskStatus.RUNNING, new Progress(0.25, "one of 4"), null, null);
    assertEquals(
        "{\"id\":\"i\",\"status\":\"running\",\"progress\":0.25,\"note\":\"one of 4\"}",
        view.json());
  }
}
