package io.roundtrip.service;

import static io.roundtrip.service.TestServices.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.TaskStatus;
import io.roundtrip.task.TaskBook;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.task.TaskView;
import io.roundtrip.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls whose result is asked for later. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServiceTasksTest {
  @Test
  void aCallInTheBackgroundIsATaskThatCanBeAskedFor() {
    TaskBook book = new TaskBook(System::nanoTime, ServiceTasks.text(), Duration.ofMinutes(1), 100);
    Promise<String> held = Promise.promise();
    try (TestServices its =
        TestServices.with(
            made -> {
              TaskRunner runner = Tasks.on(made.reactor, 0, book);
              made.runtime.background(ServiceTasks.background(runner, book));
              made.services
                  .rpcOnLoop(
                      "s",
                      "hold",
                      String.class,
                      String.class,
                      MethodPolicy.CALL,
                      (text, call) -> held.future())
                  .rpcOnLoop(
                      "s",
                      "refuse",
                      String.class,
                      String.class,
                      MethodPolicy.CALL,
                      (text, call) -> Future.failedFuture(ServiceException.refused(410, "gone")));
            })) {
      BackgroundCalls background = Objects.requireNonNull(its.runtime.background());
      String id =
          await(background.start("s.hold", () -> its.client.call("s", "hold", "x", String.class)));
      assertTrue(!await(book.find(id, Duration.ZERO)).orElseThrow().status().isOver());
      held.complete("done");
      TaskView done = its.onLoop(0, () -> book.find(id, Duration.ofSeconds(20))).orElseThrow();
      assertEquals(TaskStatus.SUCCEEDED, done.status());
      String refused =
          await(
              background.start(
                  "s.refuse", () -> its.client.call("s", "refuse", "x", String.class)));
      TaskView no = its.onLoop(0, () -> book.find(refused, Duration.ofSeconds(20))).orElseThrow();
      assertTrue(no.toString().contains("urn:roundtrip:problem:refused"), no::toString);
      assertTrue(no.toString().contains("410"), no::toString);
    }
  }
}
