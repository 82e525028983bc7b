package io.roundtrip.service;

import static io.roundtrip.service.TestServices.await;
import static io.roundtrip.service.TestServices.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.RetryPolicy;
import io.roundtrip.kit.Await;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Caps, queues, deadlines, breakers, and what nested calls inherit. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CallPolicyTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final ConcurrentLinkedQueue<Promise<String>> held = new ConcurrentLinkedQueue<>();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger now = new AtomicInteger();
  private TestServices its = new TestServices();

  private void start(java.util.function.Consumer<Services> registers) {
    its.close();
    its = TestServices.with(made -> registers.accept(made.services));
  }

  @AfterEach
  void stop() {
    held.forEach(promise -> promise.tryComplete("released"));
    its.close();
  }

  /** A method that goes on until the test lets it go. */
  private Future<String> hold(String text, CallContext call) {
    Promise<String> promise = Promise.promise();
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    held.add(promise);
    return promise.future().onComplete(over -> now.decrementAndGet());
  }

  private Promise<String> next() {
    return Await.until("a held call", held::poll, one -> one != null);
  }

  private Future<String> call(String method, Object request) {
    return its.client.call("s", method, request, String.class);
  }

  private void holding(MethodPolicy policy) {
    start(it -> it.rpcOnLoop("s", "hold", String.class, String.class, policy, this::hold));
  }

  @Test
  void asManyRunAsMayTheOthersWaitAndOneMoreIsBusy() {
    holding(MethodPolicy.CALL.withConcurrency(2).withQueue(3));
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(call("hold", "x"));
    }
    Await.until("two run", held::size, size -> size == 2);
    Await.until("three wait", () -> its.figures("s", "hold").waiting(), size -> size == 3);
    ServiceException no = failure(() -> call("hold", "x"));
    assertEquals(Kind.BUSY, no.kind());
    assertEquals("2 run and 3 wait, as many as may", no.detail());
    for (int i = 0; i < 5; i++) {
      next().complete("done");
    }
    calls.forEach(one -> assertEquals("done", await(one)));
    assertEquals(2, most.get());
    assertEquals(1, its.figures("s", "hold").count("busy"));
    assertEquals(5, its.figures("s", "hold").count("ok"));
  }

  @Test
  void aThousandThatWaitAndEndAtOnceDoNotOverflowTheStack() {
    start(
        it ->
            it.rpcOnLoop(
                "s",
                "hold",
                Integer.class,
                String.class,
                MethodPolicy.CALL.withConcurrency(1).withQueue(10_000),
                (n, call) -> n == 0 ? hold("", call) : Future.succeededFuture("n" + n)));
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      calls.add(call("hold", i));
    }
    Promise<String> first = next();
    Await.until("all wait", () -> its.figures("s", "hold").waiting(), size -> size == 9_999);
    first.complete("n0");
    for (int i = 0; i < calls.size(); i++) {
      assertEquals("n" + i, await(calls.get(i)));
    }
  }

  @Test
  void aCallEndsWithItsDeadlineWhetherItRunsOrWaits() {
    holding(MethodPolicy.CALL.withConcurrency(1).withTimeout(Duration.ofMillis(300)));
    Future<String> runs = call("hold", "x");
    ServiceException waited = failure(() -> call("hold", "x"));
    ServiceException ran = failure(() -> runs);
    assertEquals(Kind.TIMEOUT, ran.kind());
    assertEquals(504, ran.status());
    assertEquals("its deadline passed while it ran", ran.detail());
    assertEquals("its deadline passed before its turn came", waited.detail());
    assertEquals(1, its.figures("s", "hold").running(), "it keeps its place until it has ended");
    next().complete("too late");
    Await.until("its place", () -> its.figures("s", "hold").running(), size -> size == 0);
    assertEquals(2, its.figures("s", "hold").count("timeout"));
    assertEquals(0, its.figures("s", "hold").count("ok"));
  }

  @Test
  void aCallerMayWaitForLess() {
    holding(MethodPolicy.CALL);
    ServiceClient hasty = its.client.timeout(Duration.ofMillis(20));
    assertEquals(Kind.TIMEOUT, failure(() -> hasty.call("s", "hold", "x", String.class)).kind());
  }

  @Test
  void aVirtualThreadIsInterruptedWhenNobodyWaitsAnyMoreAndTheNextCallIsNot() {
    AtomicBoolean interrupted = new AtomicBoolean();
    start(
        it ->
            it.rpc(
                "s",
                "stuck",
                String.class,
                String.class,
                MethodPolicy.CALL,
                text -> {
                  if (text.equals("quick")) {
                    return "quick" + Thread.currentThread().isInterrupted();
                  }
                  try {
                    return Promise.<String>promise().future().await();
                  } finally {
                    interrupted.set(true);
                  }
                }));
    ServiceClient hasty = its.client.timeout(Duration.ofMillis(100));
    assertEquals(Kind.TIMEOUT, failure(() -> hasty.call("s", "stuck", "x", String.class)).kind());
    Await.until("the interrupt", interrupted::get, done -> done);
    assertEquals("quickfalse", await(call("stuck", "quick")));
    Await.until("its place", () -> its.figures("s", "stuck").running(), size -> size == 0);
  }

  @Test
  void virtualThreadsRunTogetherWhileTheyAwait() {
    start(
        it ->
            it.rpc(
                "s",
                "awaits",
                String.class,
                String.class,
                MethodPolicy.CALL.withConcurrency(3),
                text -> hold(text, anyCall()).await()));
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(call("awaits", "x"));
    }
    Await.until("three run", held::size, size -> size == 3);
    for (int i = 0; i < 6; i++) {
      next().complete("done");
    }
    calls.forEach(one -> assertEquals("done", await(one)));
    assertEquals(3, most.get());
  }

  private static CallContext anyCall() {
    return new CallContext("s", "m", "id", 1, Long.MAX_VALUE, null);
  }

  @Test
  void afterFailuresInARowItIsNotTriedForAWhileAndThenOnce() {
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean works = new AtomicBoolean();
    start(
        it ->
            it.rpc(
                "s",
                "breaks",
                String.class,
                String.class,
                MethodPolicy.CALL.withBreaker(2, Duration.ofMillis(60)),
                text -> {
                  calls.incrementAndGet();
                  if (text.equals("refuse")) {
                    throw ServiceException.refused("no");
                  }
                  if (!works.get()) {
                    throw new IllegalStateException("broken");
                  }
                  return text;
                }));
    assertEquals(Kind.FAILED, failure(() -> call("breaks", "x")).kind());
    assertEquals(Kind.REFUSED, failure(() -> call("breaks", "refuse")).kind());
    assertEquals(Kind.FAILED, failure(() -> call("breaks", "x")).kind());
    assertEquals(Kind.FAILED, failure(() -> call("breaks", "x")).kind());
    ServiceException open = failure(() -> call("breaks", "x"));
    assertEquals(Kind.UNAVAILABLE, open.kind());
    assertEquals(4, calls.get());
    works.set(true);
    Await.until(
        "the breaker has closed",
        () ->
            call("breaks", "x").transform(done -> Future.succeededFuture(done.succeeded())).await(),
        closed -> closed);
    assertEquals(1, its.figures("s", "breaks").breakerOpenings());
  }

  @Test
  void retriesStayWithinTheDeadline() {
    AtomicInteger calls = new AtomicInteger();
    start(
        it ->
            it.rpc(
                "s",
                "fails",
                String.class,
                String.class,
                MethodPolicy.CALL
                    .withTimeout(Duration.ofSeconds(4))
                    .idempotent(RetryPolicy.of(5).withDelay(Duration.ofSeconds(5)).withJitter(0)),
                text -> {
                  calls.incrementAndGet();
                  throw new IllegalStateException("broken");
                }));
    assertEquals(Kind.FAILED, failure(() -> call("fails", "x")).kind());
    assertEquals(1, calls.get());
  }

  // What is inherited ---------------------------------------------------------------------------

  /** What a method at the end of a row of calls knows. */
  record Seen(
      long remainingMillis, @org.jspecify.annotations.Nullable String traceparent, int attempt) {
    static Seen here() {
      CallContext call = CallContext.current();
      return call == null
          ? new Seen(-1, null, 0)
          : new Seen(call.remaining().toMillis(), call.traceparent(), call.attempt());
    }
  }

  private void nesting() {
    start(
        it ->
            it.rpc("c", "third", String.class, Seen.class, text -> Seen.here())
                .rpc(
                    "b",
                    "second",
                    String.class,
                    Seen.class,
                    text -> its.client.call("c", "third", text, Seen.class).await())
                .rpcOnLoop(
                    "b",
                    "chained",
                    String.class,
                    Seen.class,
                    MethodPolicy.CALL,
                    (text, call) -> its.client.call("c", "third", text, Seen.class))
                .rpcOnLoop(
                    "b",
                    "later",
                    String.class,
                    Seen.class,
                    MethodPolicy.CALL,
                    (text, call) ->
                        its.client
                            .call("c", "third", text, Seen.class)
                            .compose(
                                first ->
                                    first.remainingMillis() < 0
                                        ? Future.failedFuture("nothing inherited")
                                        : its.client
                                            .within(call)
                                            .call("c", "third", text, Seen.class)))
                .rpc(
                    "a",
                    "first",
                    String.class,
                    Seen.class,
                    method -> its.client.call("b", method, "x", Seen.class).await()));
  }

  @Test
  void deadlineAndTraceGoTwoLevelsDown() {
    nesting();
    CallContext root =
        new CallContext("t", "t", "id", 1, System.nanoTime() + 5_000_000_000L, TRACE);
    for (String method : List.of("second", "chained", "later")) {
      Seen seen = await(its.client.within(root).call("a", "first", method, Seen.class));
      assertTrue(
          seen.remainingMillis() > 1_000 && seen.remainingMillis() <= 5_000, () -> method + seen);
      assertEquals(TRACE, seen.traceparent(), method);
    }
    Seen own = await(its.client.call("a", "first", "second", Seen.class));
    assertTrue(own.remainingMillis() > 20_000, own::toString);
    assertNull(own.traceparent());
  }

  @Test
  void aDeadlineThatHasPassedStartsNothing() {
    nesting();
    CallContext over = new CallContext("t", "t", "id", 1, System.nanoTime() - 1, null);
    ServiceException no =
        failure(() -> its.client.within(over).call("a", "first", "second", Seen.class));
    assertEquals(Kind.TIMEOUT, no.kind());
    assertEquals(0, its.figures("a", "first").count("ok"));
    assertEquals(0, its.figures("a", "first").count("timeout"), "it was not even sent");
  }

  @Test
  void outsideOfACallThereIsNoContext() {
    assertNull(CallContext.current());
    assertEquals(-1, Seen.here().remainingMillis());
  }

  // Begun and ended -----------------------------------------------------------------------------

  @Test
  void beforeTheStartAndAfterTheEndNobodyIsThere() {
    its.services.rpc("s", "x", String.class, String.class, text -> text);
    assertEquals(Kind.UNAVAILABLE, failure(() -> call("x", "x")).kind());
    assertEquals(Kind.UNAVAILABLE, failure(() -> its.client.publish("a.b", "x")).kind());
    await(its.runtime.start());
    assertEquals("x", await(call("x", "x")));
    await(its.runtime.stop());
    assertEquals(Kind.UNAVAILABLE, failure(() -> call("x", "x")).kind());
  }

  @Test
  void aDrainFinishesWhatWasAcceptedWithWhatThatAsksFor() {
    start(
        it ->
            it.rpcOnLoop("s", "hold", String.class, String.class, MethodPolicy.CALL, this::hold)
                .rpc("s", "end", String.class, String.class, text -> text + "!")
                .rpc(
                    "s",
                    "outer",
                    String.class,
                    String.class,
                    text -> {
                      String held = its.client.call("s", "hold", text, String.class).await();
                      return its.client.call("s", "end", held, String.class).await();
                    }));
    Future<String> accepted = call("outer", "x");
    Promise<String> inner = next();
    Future<Void> drained = its.runtime.drain(Duration.ofSeconds(20));
    Await.until(
        "what is new is refused",
        () -> call("end", "x").transform(done -> Future.succeededFuture(done.failed())).await(),
        refused -> refused);
    inner.complete("kept");
    assertEquals("kept!", await(accepted));
    await(drained);
    assertEquals(Kind.UNAVAILABLE, failure(() -> call("end", "x")).kind());
  }

  @Test
  void whatTheDrainHasNoTimeForIsToldSo() {
    AtomicBoolean interrupted = new AtomicBoolean();
    start(
        it ->
            it.rpc(
                "s",
                "stuck",
                String.class,
                String.class,
                MethodPolicy.CALL.withConcurrency(1),
                text -> {
                  held.add(Promise.promise());
                  try {
                    return Promise.<String>promise().future().await();
                  } finally {
                    interrupted.set(true);
                  }
                }));
    Future<String> runs = call("stuck", "x");
    var unused = next();
    Future<String> waits = call("stuck", "x");
    Await.until("one waits", () -> its.figures("s", "stuck").waiting(), size -> size == 1);
    await(its.runtime.drain(Duration.ofMillis(50)));
    assertEquals(Kind.CANCELLED, failure(() -> runs).kind());
    assertEquals(Kind.UNAVAILABLE, failure(() -> waits).kind());
    Await.until("the interrupt", interrupted::get, done -> done);
  }
}
