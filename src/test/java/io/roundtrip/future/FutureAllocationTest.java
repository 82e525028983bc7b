package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.management.ThreadMXBean;
import io.roundtrip.kit.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** What a loop future allocates once its pool is full: nothing, to the byte. */
final class FutureAllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int OPERATIONS = 100_000;

  /** The JVM compiles meanwhile, and may allocate on the thread as it does; one window without is the proof. */
  private static final int WINDOWS = 5;

  private static final Loop LOOP = new Loop();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Node FIRST = new Node();
  private static final Node SECOND = new Node();
  private static final Pipeline<Node, Node> READY_STEPS =
      Pipeline.<Node>named("ready")
          .then("a", Node::after)
          .then("b", Node::after)
          .then("c", Node::after)
          .build();
  private static final Pipeline<Node, Node> PENDING_STEPS =
      Pipeline.<Node>named("pending")
          .thenCompose("a", FutureAllocationTest::pendingAfter)
          .then("b", Node::after)
          .thenCompose("c", FutureAllocationTest::pendingAfter)
          .build();

  /** What a step under way is to be completed with, by the test. */
  private static @Nullable LoopFuture<Node> underWay;

  private static @Nullable Object seen;

  static {
    FIRST.next = SECOND;
    SECOND.next = FIRST;
  }

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void aFutureMadeCompletedAndConsumed() throws Exception {
    assertNoGarbage(
        i -> {
          LoopFuture<Node> promise = LoopFuture.promise();
          promise.complete(FIRST, null);
          return promise.get();
        });
  }

  @Test
  void aReadyChainOfThree() throws Exception {
    assertNoGarbage(
        i ->
            LoopFuture.makeReady(SECOND)
                .then(Node::after)
                .then(Node::after)
                .then(Node::after)
                .get());
  }

  @Test
  void aPendingChainOfThree() throws Exception {
    assertNoGarbage(
        i -> {
          LoopFuture<Node> promise = LoopFuture.promise();
          LoopFuture<Node> last = promise.then(Node::after).then(Node::after).then(Node::after);
          promise.complete(SECOND, null);
          return last.get();
        });
  }

  @Test
  void aReadyAndAPendingStepWithAContext() throws Exception {
    assertNoGarbage(
        i -> {
          LoopFuture<Node> promise = LoopFuture.promise();
          LoopFuture<Node> last = promise.then(SECOND, FutureAllocationTest::afterBoth);
          promise.complete(FIRST, null);
          return last.then(SECOND, FutureAllocationTest::afterBoth).get();
        });
  }

  @Test
  void aStepWithAFutureOfItsOwnThatIsPending() throws Exception {
    assertNoGarbage(
        i -> {
          LoopFuture<Node> promise = LoopFuture.promise();
          LoopFuture<Node> last = promise.thenCompose(FutureAllocationTest::pendingAfter);
          promise.complete(SECOND, null);
          completeUnderWay();
          return last.get();
        });
  }

  @Test
  void aHandledError() throws Exception {
    IllegalStateException error = new IllegalStateException("refused");
    assertNoGarbage(
        i -> {
          LoopFuture<Node> promise = LoopFuture.promise();
          LoopFuture<Node> last = promise.then(Node::after).handleError(failure -> FIRST);
          promise.fail(error);
          return last.get();
        });
  }

  @Test
  void whenAllOfTwoThatAreReady() throws Exception {
    assertNoGarbage(
        i ->
            LoopFutures.whenAll(
                    LoopFuture.makeReady(FIRST),
                    LoopFuture.makeReady(SECOND),
                    FutureAllocationTest::afterBoth)
                .get());
  }

  @Test
  void whenAllOfTwoThatArePending() throws Exception {
    assertNoGarbage(
        i -> {
          LoopFuture<Node> a = LoopFuture.promise();
          LoopFuture<Node> b = LoopFuture.promise();
          LoopFuture<Node> both = LoopFutures.whenAll(a, b, FutureAllocationTest::afterBoth);
          b.complete(SECOND, null);
          a.complete(FIRST, null);
          return both.get();
        });
  }

  @Test
  void theBridgeFromACompletedVertxFuture() throws Exception {
    Future<Node> completed = Future.succeededFuture(FIRST);
    assertNoGarbage(i -> LoopFuture.of(completed).get());
  }

  @Test
  void theBridgeFromAPendingVertxFuture() throws Exception {
    List<Promise<Node>> promises = new ArrayList<>();
    for (int i = 0; i < WARM_UP + WINDOWS * OPERATIONS; i++) {
      promises.add(Promise.promise());
    }
    assertNoGarbage(
        i -> {
          Promise<Node> promise = promises.get(i);
          LoopFuture<Node> bridge = LoopFuture.of(promise.future());
          promise.complete(FIRST);
          return bridge.get();
        });
  }

  @Test
  void aPipelineOfReadySteps() throws Exception {
    assertNoGarbage(i -> READY_STEPS.run(SECOND).get());
  }

  @Test
  void aPipelineOfPendingSteps() throws Exception {
    assertNoGarbage(
        i -> {
          LoopFuture<Node> last = PENDING_STEPS.run(SECOND);
          completeUnderWay();
          completeUnderWay();
          return last.get();
        });
  }

  @Test
  void oneObjectInAHundredThousandOperationsWouldBeSeen() {
    AssertionFailedError refused =
        assertThrows(
            AssertionFailedError.class,
            () ->
                assertNoGarbage(
                    i -> {
                      if (i % OPERATIONS == 0) {
                        seen = new Object();
                      }
                      return FIRST;
                    }));
    assertEquals(
        "16 bytes in 100000 operations ==> expected: <0> but was: <16>", refused.getMessage());
  }

  private static void assertNoGarbage(Operation operation) throws Exception {
    LOOP.run(
        () -> {
          int from = repeat(operation, 0, WARM_UP);
          long allocated = Long.MAX_VALUE;
          for (int window = 0; window < WINDOWS && allocated > 0; window++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            from = repeat(operation, from, OPERATIONS);
            allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - before);
          }
          assertEquals(0, allocated, allocated + " bytes in " + OPERATIONS + " operations");
        });
  }

  private static int repeat(Operation operation, int from, int times) {
    int to = from + times;
    for (int i = from; i < to; i++) {
      Node made = operation.run(i);
      if (made != FIRST) {
        throw new AssertionError("the operation made something else");
      }
    }
    return to;
  }

  private static LoopFuture<Node> pendingAfter(Node node) {
    LoopFuture<Node> promise = LoopFuture.promise();
    underWay = promise;
    seen = node.next;
    return promise;
  }

  private static void completeUnderWay() {
    LoopFuture<Node> promise = underWay;
    if (promise == null || !(seen instanceof Node made)) {
      throw new AssertionError("no step is under way");
    }
    underWay = null;
    promise.complete(made, null);
  }

  private static Node afterBoth(Node a, Node b) {
    return a == b ? a : FIRST;
  }

  /** Makes {@link #FIRST} by the way that is measured. */
  private interface Operation {
    Node run(int index);
  }

  /** A value, and what a step makes of it. */
  private static final class Node {
    private Node next = this;

    Node after() {
      return next;
    }
  }
}
