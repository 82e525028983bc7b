package io.roundtrip.service;

import static io.roundtrip.service.TestServices.await;
import static io.roundtrip.service.TestServices.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.event.Event;
import io.roundtrip.event.Publication;
import io.roundtrip.future.RetryPolicy;
import io.roundtrip.kit.Await;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events, calls that nobody waits for, and what becomes of their failures. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServiceEventsTest {
  /** What happened. */
  record Created(String id, int count) {}

  private final LinkedBlockingQueue<Object> handled = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<FailedCall> failed = new LinkedBlockingQueue<>();
  private TestServices its = new TestServices();

  private void start(java.util.function.Consumer<Services> registers) {
    its.close();
    its =
        TestServices.with(
            made ->
                registers.accept(
                    made.services.on(
                        "watch",
                        "errors",
                        "errors.>",
                        FailedCall.class,
                        MethodPolicy.EVENT,
                        failed::add)));
  }

  @AfterEach
  void stop() {
    its.close();
  }

  private static <T> T next(LinkedBlockingQueue<T> queue) {
    try {
      T one = queue.poll(30, TimeUnit.SECONDS);
      if (one == null) {
        throw new AssertionError("nothing came");
      }
      return one;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** With wildcards, on a virtual thread and on the loop. */
  @Service("handlers")
  final class Handlers {
    @On("orders.created")
    void one(Created it) {
      handled.add(it);
    }

    @On("orders.*")
    Future<Void> any(Event it, CallContext call) {
      handled.add(it.subject() + "/" + it.id() + "/" + call.messageId().equals(it.messageId()));
      return Future.succeededFuture();
    }

    @On("orders.>")
    void rest(Created it) {
      if (it.count() < 0) {
        throw new IllegalArgumentException("a count is not negative");
      }
    }
  }

  @Test
  void handlersGetTheEventsOfTheirPatternsByReference() {
    start(it -> it.register(new Handlers()));
    Created event = new Created("o1", 1);
    String id = await(its.client.publish("orders.created", event));
    List<Object> both = List.of(next(handled), next(handled));
    assertTrue(both.contains("orders.created/" + id + "/true"), both::toString);
    assertTrue(both.stream().anyMatch(one -> one == event), both::toString);
    await(its.client.publish("orders.created.eu", event));
    await(its.client.publish("payments.created", event));
    Await.until("the rest", () -> its.figures("handlers", "rest").count("ok"), count -> count == 2);
    assertEquals(0, handled.size());
    assertEquals(3, its.snapshot().events().published());
  }

  @Test
  void anEventFromOutsideIsReadAsItsHandlerTakesIt() {
    start(it -> it.register(new Handlers()));
    byte[] json = "{\"id\":\"o2\",\"count\":3,\"more\":true}".getBytes(UTF_8);
    await(its.client.publish(new Publication("orders.created", "m1", json, null, null, false)));
    List<Object> both = List.of(next(handled), next(handled));
    assertTrue(both.contains(new Created("o2", 3)), both::toString);
    byte[] other = "{\"id\":\"o2\",\"count\":\"many\"}".getBytes(UTF_8);
    await(its.client.publish(new Publication("orders.created", "m2", other, null, null, false)));
    FailedCall one = next(failed);
    assertEquals("invalid", one.kind());
    assertEquals("m2", one.messageId());
  }

  @Test
  void eventsOfOneHandlerComeInTheirOrder() {
    start(
        it ->
            it.on(
                "s",
                "inOrder",
                "n.*",
                Integer.class,
                MethodPolicy.EVENT.withQueue(10_000),
                handled::add));
    for (int i = 0; i < 1_000; i++) {
      await(its.client.publish("n.x", i));
    }
    for (int i = 0; i < 1_000; i++) {
      assertEquals(i, next(handled));
    }
  }

  @Test
  void aHandlersFailureTouchesNoOtherAndIsTold() {
    start(it -> it.register(new Handlers()));
    String id = await(its.client.publish("orders.created", new Created("bad", -1)));
    assertTrue(
        List.of(next(handled), next(handled)).contains(new Created("bad", -1)), "the other one");
    FailedCall told = next(failed);
    assertEquals("handlers", told.service());
    assertEquals("rest", told.method());
    assertEquals("failed", told.kind());
    assertEquals("orders.created", told.subject());
    assertEquals(id, told.eventId());
    assertEquals(1, told.attempt());
    assertEquals(new Created("bad", -1), told.request());
    assertTrue(told.cause() instanceof IllegalArgumentException);
    assertTrue(told.error().contains("a count is not negative"), told.error());
  }

  @Test
  void whatAHandlerHasNoRoomForIsDroppedCountedAndTold() {
    ConcurrentLinkedQueue<Promise<Void>> held = new ConcurrentLinkedQueue<>();
    start(
        it ->
            it.on(
                "s",
                "slow",
                "n.*",
                Integer.class,
                MethodPolicy.EVENT.withQueue(2),
                n -> {
                  Promise<Void> promise = Promise.promise();
                  held.add(promise);
                  return promise.future().await();
                }));
    for (int i = 0; i < 5; i++) {
      await(its.client.publish("n.x", i));
    }
    assertEquals("busy", next(failed).kind());
    FailedCall second = next(failed);
    assertEquals(4, second.request());
    assertEquals(2, its.figures("s", "slow").count("busy"));
    for (int i = 0; i < 3; i++) {
      Await.until("one that runs", held::poll, one -> one != null).complete();
    }
    Await.until("three done", () -> its.figures("s", "slow").count("ok"), count -> count == 3);
  }

  @Test
  void aHandlerOfErrorsThatFailsIsNotToldAgain() {
    AtomicInteger calls = new AtomicInteger();
    start(
        it ->
            it.on(
                    "bad",
                    "errors",
                    "errors.>",
                    FailedCall.class,
                    MethodPolicy.EVENT,
                    told -> {
                      calls.incrementAndGet();
                      throw new IllegalStateException("worse");
                    })
                .asyncRpc(
                    "s",
                    "fails",
                    String.class,
                    MethodPolicy.CALL,
                    text -> {
                      throw new IllegalStateException("bad");
                    }));
    await(its.client.callAsync("s", "fails", "x"));
    assertEquals("fails", next(failed).method());
    Await.until("it failed", () -> its.figures("bad", "errors").count("failed"), n -> n == 1);
    await(its.client.callAsync("s", "fails", "x"));
    assertEquals("fails", next(failed).method());
    Await.until("again", () -> its.figures("bad", "errors").count("failed"), n -> n == 2);
    assertEquals(2, calls.get());
    assertEquals(2, its.snapshot().events().published());
  }

  @Test
  void anAsynchronousCallIsOverWhenItIsAccepted() {
    Promise<String> held = Promise.promise();
    start(
        it ->
            it.asyncRpc(
                "s",
                "later",
                String.class,
                MethodPolicy.CALL,
                text -> {
                  handled.add(held.future().await() + text);
                  return null;
                }));
    Accepted accepted = await(its.client.callAsync("s", "later", "x"));
    assertFalse(accepted.durable());
    assertEquals(36, accepted.messageId().length());
    assertEquals(0, handled.size());
    assertEquals(1, its.figures("s", "later").running());
    held.complete("done ");
    assertEquals("done x", next(handled));
    Await.until("counted", () -> its.figures("s", "later").count("ok"), count -> count == 1);
    assertEquals(1, its.figures("s", "later").recent().getTotalCount());
  }

  @Test
  void itsFailureIsToldAfterTheLastAttempt() {
    AtomicInteger attempts = new AtomicInteger();
    start(
        it ->
            it.asyncRpc(
                "s",
                "fails",
                Created.class,
                MethodPolicy.CALL.idempotent(RetryPolicy.of(3).withDelay(Duration.ofMillis(1))),
                text -> {
                  throw new IllegalStateException("attempt " + attempts.incrementAndGet());
                }));
    Created request = new Created("x", 1);
    Accepted accepted = await(its.client.callAsync("s", "fails", request));
    FailedCall told = next(failed);
    assertEquals(accepted.messageId(), told.messageId());
    assertEquals(3, told.attempt());
    assertSame(request, told.request());
    assertEquals("java.lang.IllegalStateException: attempt 3", told.error());
    assertEquals(2, its.figures("s", "fails").retries());
  }

  @Test
  void oneThatTakesTooLongIsToldAsATimeout() {
    start(
        it ->
            it.asyncRpc(
                "s",
                "stuck",
                String.class,
                MethodPolicy.CALL.withTimeout(Duration.ofMillis(30)),
                text -> Promise.promise().future().await()));
    await(its.client.callAsync("s", "stuck", "x"));
    assertEquals("timeout", next(failed).kind());
    Await.until("its place", () -> its.figures("s", "stuck").running(), size -> size == 0);
  }

  @Test
  void aDurableCallNeedsAStore() {
    start(it -> it.asyncRpc("s", "later", Created.class, MethodPolicy.CALL, handled::add));
    ServiceException no =
        failure(() -> its.client.callAsync("s", "later", new Created("x", 1), true));
    assertEquals(Kind.UNAVAILABLE, no.kind());
    assertTrue(no.detail().contains("add store: to the engine's conf"), no.detail());
  }

  @Test
  void aDurableCallIsStoredAsJsonAndRunFromThere() {
    its.close();
    LinkedBlockingQueue<String> stored = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<Function<String, Future<?>>> runs = new LinkedBlockingQueue<>();
    its = new TestServices();
    its.services.asyncRpc(
        "s",
        "later",
        Created.class,
        MethodPolicy.CALL,
        it -> {
          if (it.count() == 0) {
            throw new IllegalStateException("empty");
          }
          return handled.add(it);
        });
    its.runtime.durable(
        new DurableCalls() {
          @Override
          public void register(String name, Function<String, Future<?>> run) {
            assertEquals("rpc/s/later", name);
            runs.add(run);
          }

          @Override
          public Future<String> submit(String name, String requestJson) {
            stored.add(name + " " + requestJson);
            return Future.succeededFuture("task-1");
          }
        });
    await(its.runtime.start());
    assertEquals(
        new Accepted("task-1", true),
        await(its.client.callAsync("s", "later", new Created("x", 1), true)));
    assertEquals("rpc/s/later {\"id\":\"x\",\"count\":1}", next(stored));
    assertEquals(0, handled.size());
    Function<String, Future<?>> run = next(runs);
    await(run.apply("{\"id\":\"x\",\"count\":1}"));
    assertEquals(new Created("x", 1), next(handled));
    assertEquals(Kind.FAILED, failure(() -> run.apply("{\"id\":\"x\",\"count\":0}")).kind());
    assertEquals(Kind.INVALID, failure(() -> run.apply("{\"id\":1,\"count\":{}}")).kind());
  }

  @Test
  void whatIsNoSubjectOrCannotBeWrittenIsNotPublished() {
    start(it -> {});
    assertEquals(Kind.INVALID, failure(() -> its.client.publish("a..b", "x")).kind());
    assertEquals(Kind.INVALID, failure(() -> its.client.publish("a.*", "x")).kind());
    Object loop = new Object[1];
    ((Object[]) loop)[0] = loop;
    assertEquals(Kind.INVALID, failure(() -> its.client.publish("a.b", loop)).kind());
    assertEquals(0, its.snapshot().events().published());
  }
}
