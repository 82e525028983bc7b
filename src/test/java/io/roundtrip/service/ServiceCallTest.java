package io.roundtrip.service;

import static io.roundtrip.service.TestServices.await;
import static io.roundtrip.service.TestServices.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.RetryPolicy;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Calls from a plain thread, an event loop and a virtual thread, and every way in which they bring no result. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServiceCallTest {
  /** What is asked. */
  record Question(String text) {}

  /** What is answered. */
  record Answer(String text, boolean onLoop, boolean virtual) {
    static Answer here(String text) {
      return new Answer(text, Context.isOnEventLoopThread(), Thread.currentThread().isVirtual());
    }
  }

  /** A service with every kind of method. */
  @Service("echo")
  static final class Echo {
    final Set<String> threads = ConcurrentHashMap.newKeySet();

    @Rpc
    Answer straight(Question it) {
      return Answer.here(it.text());
    }

    @Rpc
    Future<Answer> chained(Question it) {
      threads.add(Thread.currentThread().getName());
      return Future.succeededFuture(Answer.here(it.text()));
    }

    @Rpc
    Question same(Question it) {
      return it;
    }

    @Rpc
    void nothing() {}

    @Rpc
    int count() {
      return 7;
    }

    @Rpc
    Answer fails(Question it) {
      if (!it.text().isEmpty()) {
        throw new IllegalStateException("no luck with " + it.text());
      }
      return Answer.here("");
    }

    @Rpc
    Future<Answer> failsOnLoop(Question it) {
      if (!it.text().isEmpty()) {
        throw new IllegalStateException("no luck with " + it.text());
      }
      return Future.succeededFuture(Answer.here(""));
    }

    @Rpc
    Answer refuses(Question it) {
      if (!it.text().isEmpty()) {
        throw ServiceException.refused(410, "gone: " + it.text());
      }
      return Answer.here("");
    }

    @AsyncRpc
    void later(Question it) {}
  }

  private final Echo echo = new Echo();
  private final AtomicInteger tried = new AtomicInteger();
  private final AtomicInteger perShard = new AtomicInteger();
  private TestServices its = TestServices.with(made -> {});

  /** One of its own on each shard. */
  @Service("near")
  static final class Near {
    private final String loop = Thread.currentThread().getName();

    @Rpc
    Future<String> where() {
      return Future.succeededFuture(loop + "/" + Thread.currentThread().getName());
    }
  }

  @BeforeAll
  void start() {
    its.close();
    RetryPolicy thrice = RetryPolicy.of(3).withDelay(Duration.ofMillis(1));
    its =
        TestServices.with(
            made ->
                made.services
                    .register(echo)
                    .perShard(
                        Near.class,
                        () -> {
                          perShard.incrementAndGet();
                          return new Near();
                        })
                    .rpc("plain", "greet", String.class, String.class, name -> "Hello, " + name)
                    .rpcOnLoop(
                        "plain",
                        "loop",
                        String.class,
                        String.class,
                        MethodPolicy.CALL,
                        (name, call) -> Future.succeededFuture(name + call.attempt()))
                    .rpc(
                        "plain",
                        "thirdTime",
                        String.class,
                        String.class,
                        MethodPolicy.CALL.idempotent(thrice),
                        name -> {
                          if (tried.incrementAndGet() < 3) {
                            throw new IllegalStateException("attempt " + tried.get());
                          }
                          return name;
                        })
                    .rpc(
                        "plain",
                        "refusedOnce",
                        String.class,
                        String.class,
                        MethodPolicy.CALL.idempotent(thrice),
                        name -> {
                          tried.incrementAndGet();
                          throw ServiceException.refused("no");
                        }));
  }

  @AfterAll
  void stop() {
    its.close();
  }

  @Test
  void aPlainThreadWaits() {
    Answer answer = await(its.client.call("echo", "straight", new Question("a"), Answer.class));
    assertEquals(new Answer("a", false, true), answer);
    assertEquals(
        new Answer("b", true, false),
        await(its.client.call("echo", "chained", new Question("b"), Answer.class)));
    assertEquals(Set.of(homeLoop()), echo.threads);
  }

  private String homeLoop() {
    return its.onLoop(
        Math.floorMod("echo".hashCode(), 2),
        () -> Future.succeededFuture(Thread.currentThread().getName()));
  }

  @Test
  void anEventLoopChainsOnItself() {
    for (int shard = 0; shard < 2; shard++) {
      int from = shard;
      String loop =
          its.onLoop(from, () -> Future.succeededFuture(Thread.currentThread().getName()));
      String text =
          its.onLoop(
              from,
              () ->
                  its.client
                      .call("echo", "straight", new Question("c"), Answer.class)
                      .map(answer -> answer.text() + Thread.currentThread().getName()));
      assertEquals("c" + loop, text);
    }
  }

  @Test
  void aLoopOfAnotherVertxHasItsAnswerOnItself() {
    Vertx other = Vertx.vertx();
    try {
      Context context = other.getOrCreateContext();
      Future<Boolean> home =
          Future.future(
              promise ->
                  context.runOnContext(
                      on -> {
                        Thread mine = Thread.currentThread();
                        its.client
                            .call("echo", "straight", new Question("c"), Answer.class)
                            .map(answer -> Thread.currentThread() == mine)
                            .onComplete(promise);
                      }));
      assertTrue(await(home));
    } finally {
      await(other.close());
    }
  }

  @Test
  void aVirtualThreadAwaitsInAStraightLine() throws Exception {
    String text =
        TestServices.onVirtualThread(
            () -> {
              Answer one =
                  its.client.call("echo", "chained", new Question("d"), Answer.class).await();
              Answer two =
                  its.client.call("echo", "straight", new Question("e"), Answer.class).await();
              return one.text() + two.text();
            });
    assertEquals("de", text);
  }

  @Test
  void whatTravelsInTheJvmIsTheObjectItself() {
    Question question = new Question("x");
    assertSame(question, await(its.client.call("echo", "same", question, Question.class)));
  }

  @Test
  void aMethodMayTakeAndReturnNothing() {
    assertNull(await(its.client.call("echo", "nothing", null, Void.class)));
    assertEquals(7, await(its.client.call("echo", "count", null, Integer.class)));
    assertEquals(7, await(its.client.call("echo", "count", null, int.class)));
  }

  @Test
  void aMethodMayBeRegisteredByItself() {
    assertEquals("Hello, you", await(its.client.call("plain", "greet", "you", String.class)));
    assertEquals("x1", await(its.client.call("plain", "loop", "x", String.class)));
  }

  @Test
  void everyShardHasItsOwnWhereAServiceSaysSo() {
    assertEquals(2, perShard.get());
    for (int shard = 0; shard < 2; shard++) {
      String loop =
          its.onLoop(shard, () -> Future.succeededFuture(Thread.currentThread().getName()));
      assertEquals(
          loop + "/" + loop,
          its.onLoop(shard, () -> its.client.call("near", "where", null, String.class)));
    }
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String[] name : List.of(new String[] {"nobody", "x"}, new String[] {"echo", "x"})) {
      ServiceException no = failure(() -> its.client.call(name[0], name[1], "q", String.class));
      assertEquals(Kind.NOT_FOUND, no.kind());
      assertEquals(404, no.status());
      assertEquals(
          "service '%s': method '%s': there is none of this name".formatted(name[0], name[1]),
          no.getMessage());
    }
  }

  @Test
  void anotherTypeThanTheMethodTakesOrReturnsIsInvalid() {
    ServiceException takes = failure(() -> its.client.call("echo", "same", "text", Question.class));
    assertEquals(Kind.INVALID, takes.kind());
    assertTrue(takes.detail().contains("it takes " + Question.class.getName()), takes.detail());
    ServiceException returns =
        failure(() -> its.client.call("echo", "same", new Question("x"), Integer.class));
    assertEquals(Kind.INVALID, returns.kind());
    assertTrue(returns.detail().contains("its caller wants a java.lang.Integer"), returns.detail());
    assertEquals(
        Kind.INVALID,
        failure(() -> its.client.call("echo", "later", new Question("x"), Void.class)).kind());
  }

  @Test
  void whatAHandlerThrowsIsAFailureWithItsCause() {
    for (String method : List.of("fails", "failsOnLoop")) {
      ServiceException no =
          failure(() -> its.client.call("echo", method, new Question("x"), Answer.class));
      assertEquals(Kind.FAILED, no.kind());
      assertEquals("echo", no.service());
      assertEquals(method, no.method());
      assertTrue(no.getCause() instanceof IllegalStateException);
      assertEquals(0, no.getStackTrace().length);
    }
    assertTrue(its.figures("echo", "fails").count("failed") > 0);
  }

  @Test
  void aHandlersOwnRefusalIsPassedOnAsItIs() {
    ServiceException no =
        failure(() -> its.client.call("echo", "refuses", new Question("x"), Answer.class));
    assertEquals(Kind.REFUSED, no.kind());
    assertEquals(410, no.status());
    assertEquals("service 'echo': method 'refuses': gone: x", no.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ServiceException.refused(500, "x"));
  }

  @Test
  void anIdempotentMethodIsTriedAgainUnlessItRefuses() {
    tried.set(0);
    assertEquals("x", await(its.client.call("plain", "thirdTime", "x", String.class)));
    assertEquals(3, tried.get());
    assertEquals(2, its.figures("plain", "thirdTime").retries());
    tried.set(0);
    assertEquals(
        Kind.REFUSED,
        failure(() -> its.client.call("plain", "refusedOnce", "x", String.class)).kind());
    assertEquals(1, tried.get());
  }

  @Test
  void callsAreCountedWithTheTimeTheyTook() {
    long before = its.figures("echo", "count").count("ok");
    await(its.client.call("echo", "count", null, int.class));
    var after = its.figures("echo", "count");
    assertEquals(before + 1, after.count("ok"));
    assertEquals(before + 1, after.recent().getTotalCount());
    assertEquals(0, after.running());
  }

  /** As its callers see it. */
  @Service("echo")
  interface EchoApi {
    Answer straight(Question it);

    Future<Answer> chained(Question it);

    @Rpc(name = "same")
    Question theSame(Question it);

    void nothing();

    int count();

    Future<Accepted> later(Question it);

    default String twice(String text) {
      return theSame(new Question(text + text)).text();
    }
  }

  @Test
  void aServiceIsAnInterfaceToItsCallers() {
    EchoApi api = its.client.proxy(EchoApi.class);
    assertEquals("a", api.straight(new Question("a")).text());
    assertEquals("b", await(api.chained(new Question("b"))).text());
    assertEquals("cc", api.twice("c"));
    api.nothing();
    assertEquals(7, api.count());
    assertFalse(await(api.later(new Question("x"))).messageId().isEmpty());
    assertEquals("EchoApi of service 'echo'", api.toString());
    assertEquals(api, api);
    assertFalse(api.equals(its.client.proxy(EchoApi.class)));
    ServiceException no =
        assertThrows(
            ServiceException.class,
            () -> its.client.timeout(Duration.ofNanos(1)).proxy(EchoApi.class).count());
    assertEquals(Kind.TIMEOUT, no.kind());
  }

  @Test
  void aMethodThatWaitsFailsAtOnceOnAnEventLoop() {
    EchoApi api = its.client.proxy(EchoApi.class);
    String said =
        String.valueOf(
            assertThrows(
                    IllegalStateException.class,
                    () -> its.onLoop(0, () -> Future.succeededFuture(api.count())))
                .getMessage());
    assertTrue(said.contains("let it return a Future, or call it from a virtual thread"), said);
  }

  /** Not as the service is. */
  interface WrongApi {
    String straight(Question it);

    Answer chained(String it);

    void unknown();
  }

  @Test
  void aProxyThatDoesNotFitSaysAllThatIsWrong() {
    String said =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class, () -> its.client.proxy("echo", WrongApi.class))
                .getMessage());
    assertTrue(said.contains("straight: it returns java.lang.String"), said);
    assertTrue(said.contains("chained: it takes java.lang.String"), said);
    assertTrue(said.contains("unknown: the service has no method 'unknown'"), said);
    assertThrows(IllegalArgumentException.class, () -> its.client.proxy(WrongApi.class));
    assertThrows(IllegalArgumentException.class, () -> its.client.proxy("echo", String.class));
  }
}
