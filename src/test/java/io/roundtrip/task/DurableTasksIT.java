package io.roundtrip.task;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.RetryPolicy;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.Migrations;
import io.roundtrip.store.Scripts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Durable tasks in a real PostgreSQL, over the ends of those who run them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DurableTasksIT {
  private final TestPostgres postgres = new TestPostgres();
  private final Vertx vertx = Vertx.vertx();
  private final PgClient client = PgClient.create(vertx, postgres.options());
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  /** What an engine has of it. */
  private final class Node implements AutoCloseable {
    final PgClient own = PgClient.create(vertx, postgres.options());
    final EngineLease lease = new EngineLease(System::nanoTime);
    final TaskRunner runner = Tasks.of(vertx);
    final DurableTasks durable =
        new DurableTasks(
            own,
            lease,
            runner,
            TaskText.usual(),
            new DurableTasks.Config(0, false, 4, Duration.ofMillis(20), Duration.ofDays(1)));
    private String deployment = "";

    Node() {
      get(lease.renew(own));
    }

    Node start() {
      deployment = get(vertx.deployVerticle(durable));
      return this;
    }

    /** As an engine that dies: what it had stays claimed until its lease has ended. */
    void die() {
      get(own.close());
      get(client.exec("UPDATE engines SET lease_until = now() - interval '1 second'"));
    }

    @Override
    public void close() {
      if (!deployment.isEmpty()) {
        get(vertx.undeploy(deployment));
      }
      runner.close();
      get(own.close());
    }
  }

  @BeforeEach
  void schema() {
    get(new Migrations(Scripts.ofTheEngine()).apply(client));
  }

  @AfterEach
  void close() {
    get(client.close());
    vertx.close().await();
    postgres.close();
  }

  private DurableOperation echo() {
    return (request, context) -> {
      seen.add(request);
      return Future.succeededFuture(List.of(request));
    };
  }

  private static TaskView ended(DurableTasks durable, String id) {
    return Await.until(
            "the end of the task",
            () -> get(durable.find(id, Duration.ZERO)),
            view -> view.isPresent() && view.get().status().isOver())
        .orElseThrow();
  }

  private static RetryPolicy quick(int attempts) {
    return RetryPolicy.of(attempts).withDelay(Duration.ofMillis(1)).withJitter(0);
  }

  @Test
  void aStoredTaskIsRunAndItsResultIsFound() {
    try (Node node = new Node()) {
      node.durable.register("echo", echo());
      node.start();
      String id = get(node.durable.submit("echo", "{\"n\":1}"));
      TaskView view = ended(node.durable, id);
      assertEquals(TaskStatus.SUCCEEDED, view.status());
      assertEquals("[\"{\\\"n\\\":1}\"]", view.result());
      assertEquals(1, view.progress().fraction());
      assertEquals(List.of("{\"n\":1}"), List.copyOf(seen));
      assertEquals(
          Optional.empty(),
          get(node.durable.find("not an id of a task at all, as it is", Duration.ZERO)));
    }
  }

  @Test
  void whatIsNotKnownIsRefusedAndNamesAreTakenOnce() {
    try (Node node = new Node()) {
      node.durable.register("echo", echo());
      node.start();
      IllegalArgumentException unknown =
          assertThrows(
              IllegalArgumentException.class, () -> get(node.durable.submit("ecko", "{}")));
      assertEquals(
          "durable task 'ecko': no operation has this name; there are [echo]",
          unknown.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> get(node.durable.submit("echo", "x".repeat(DurableTasks.LONGEST_REQUEST + 1))));
      assertThrows(IllegalArgumentException.class, () -> node.durable.register("echo", echo()));
    }
  }

  @Test
  void afterAFailureItIsTriedAgainUntilItsAttemptsAreOver() {
    AtomicInteger attempts = new AtomicInteger();
    try (Node node = new Node()) {
      node.durable.register(
          "third",
          quick(3),
          (request, context) ->
              attempts.incrementAndGet() < 3
                  ? Future.failedFuture(new IOException("not yet"))
                  : Future.succeededFuture("done"));
      node.durable.register(
          "never",
          quick(2),
          (request, context) -> {
            seen.add(request);
            throw new IOException("secret");
          });
      node.start();
      String third = get(node.durable.submit("third", "1"));
      String never = get(node.durable.submit("never", "2"));
      assertEquals("\"done\"", ended(node.durable, third).result());
      assertEquals(3, attempts.get());
      TaskView failed = ended(node.durable, never);
      assertEquals(TaskStatus.FAILED, failed.status());
      assertTrue(String.valueOf(failed.error()).contains("problem:failed"), failed::json);
      assertFalse(failed.json().contains("secret"), failed::json);
      assertEquals(2, seen.size());
    }
  }

  @Test
  void whatWasStoredBeforeARestartIsRunAfterIt() {
    String id;
    try (Node first = new Node()) {
      first.durable.register("echo", echo());
      id = get(first.durable.submit("echo", "1")); // it is not deployed: nobody runs it
      assertEquals(
          TaskStatus.QUEUED, get(first.durable.find(id, Duration.ZERO)).orElseThrow().status());
      first.start();
      ended(first.durable, id);
      get(first.durable.drain());
      id = get(first.durable.submit("echo", "2"));
    }
    assertEquals(List.of("1"), List.copyOf(seen));
    try (Node second = new Node()) {
      second.durable.register("echo", echo());
      second.start();
      assertEquals(TaskStatus.SUCCEEDED, ended(second.durable, id).status());
    }
    assertEquals(List.of("1", "2"), List.copyOf(seen));
  }

  @Test
  void whatRunsWhenItsTasksRunnerIsClosedIsGivenBackAndNotCancelled() {
    Promise<Boolean> begun = Promise.promise();
    try (Node first = new Node()) {
      first.durable.register(
          "echo",
          (request, context) -> {
            begun.tryComplete(true);
            return Promise.<Integer>promise().future();
          });
      first.start();
      String id = get(first.durable.submit("echo", "1"));
      get(begun.future());
      Future<Void> drained = first.durable.drain();
      first.runner.close();
      get(drained);
      assertEquals(
          TaskStatus.QUEUED,
          Await.until(
                  "that it is given back",
                  () -> get(first.durable.find(id, Duration.ZERO)).orElseThrow(),
                  view -> view.status() != TaskStatus.RUNNING)
              .status());
    }
  }

  @Test
  void whatRunsWhenItsRunnerIsTakenDownIsGivenBack() {
    Promise<Boolean> begun = Promise.promise();
    String id;
    try (Node first = new Node()) {
      first.durable.register(
          "echo",
          (request, context) -> {
            begun.tryComplete(true);
            Promise<Integer> cancelled = Promise.promise();
            context.onCancel(() -> cancelled.fail("cancelled"));
            return cancelled.future();
          });
      first.start();
      id = get(first.durable.submit("echo", "1"));
      get(begun.future());
    }
    assertEquals(
        1,
        get(client.exec(
                "SELECT FROM tasks WHERE status = 'queued' AND claimed_by IS NULL"
                    + " AND attempts = 0"))
            .affected());
    try (Node second = new Node()) {
      second.durable.register("echo", echo());
      second.start();
      assertEquals(TaskStatus.SUCCEEDED, ended(second.durable, id).status());
    }
  }

  @Test
  void whatAnEngineRanThatDiedIsRunAgainByAnother() {
    Promise<Boolean> begun = Promise.promise();
    try (Node first = new Node();
        Node second = new Node()) {
      first.durable.register(
          "echo",
          (request, context) -> {
            begun.tryComplete(true);
            return Promise.<Integer>promise().future();
          });
      first.start();
      String id = get(first.durable.submit("echo", "1"));
      get(begun.future());
      first.die();
      get(second.lease.renew(second.own));
      second.durable.register("echo", echo());
      second.start();
      assertEquals(TaskStatus.SUCCEEDED, ended(second.durable, id).status());
      assertEquals(List.of("1"), List.copyOf(seen));
    }
  }

  @Test
  void oneThatWaitsAndOneThatRunsAreCancelled() {
    Promise<Boolean> begun = Promise.promise();
    Promise<Boolean> told = Promise.promise();
    try (Node node = new Node()) {
      node.durable.register("echo", echo());
      String waits = get(node.durable.submit("echo", "1"));
      for (int i = 0; i < 2; i++) {
        assertEquals(TaskStatus.CANCELLED, get(node.durable.cancel(waits)).orElseThrow().status());
      }
      node.durable.register(
          "runs",
          (request, context) -> {
            context.onCancel(() -> told.tryComplete(true));
            begun.tryComplete(true);
            return Promise.<Integer>promise().future();
          });
      node.start();
      String runs = get(node.durable.submit("runs", "2"));
      get(begun.future());
      assertTrue(get(node.durable.cancel(runs)).isPresent());
      assertTrue(get(told.future()));
      assertEquals(TaskStatus.CANCELLED, ended(node.durable, runs).status());
      assertEquals(List.of(), List.copyOf(seen));
    }
  }

  @Test
  void anotherEnginesCancellationReachesTheOneThatRunsIt() {
    Promise<Boolean> begun = Promise.promise();
    Promise<Boolean> told = Promise.promise();
    try (Node runs = new Node();
        Node other = new Node()) {
      runs.durable.register(
          "runs",
          (request, context) -> {
            context.onCancel(() -> told.tryComplete(true));
            begun.tryComplete(true);
            return Promise.<Integer>promise().future();
          });
      runs.start();
      String id = get(runs.durable.submit("runs", "1"));
      get(begun.future());
      assertTrue(get(other.durable.cancel(id)).isPresent());
      assertTrue(get(told.future()));
      assertEquals(TaskStatus.CANCELLED, ended(other.durable, id).status());
    }
  }

  @Test
  void twoEnginesRunEachTaskOnce() {
    try (Node one = new Node();
        Node two = new Node()) {
      one.durable.register("echo", echo());
      two.durable.register("echo", echo());
      List<String> ids =
          IntStream.range(0, 100).mapToObj(n -> get(one.durable.submit("echo", "" + n))).toList();
      one.start();
      two.start();
      ids.forEach(id -> ended(one.durable, id));
      assertEquals(100, seen.size());
      assertEquals(100, Set.copyOf(seen).size());
    }
  }

  @Test
  void whoWaitsForAnEndIsAnsweredWithIt() throws Exception {
    Promise<Integer> end = Promise.promise();
    try (Node node = new Node()) {
      node.durable.register("waits", (request, context) -> end.future());
      node.start();
      String id = get(node.durable.submit("waits", "1"));
      Promise<Optional<TaskView>> view = Promise.promise();
      vertx.runOnContext(on -> node.durable.find(id, Duration.ofSeconds(30)).onComplete(view));
      end.complete(5);
      assertEquals("5", get(view.future()).orElseThrow().result());
    }
  }
}
