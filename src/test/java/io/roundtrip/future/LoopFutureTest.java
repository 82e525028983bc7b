package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.kit.Loop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class LoopFutureTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void aPendingChainRunsInOrderWhenItIsCompleted() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> promise = LoopFuture.promise();
          LoopFuture<String> chain =
              promise.then(x -> x + 1).then(10, (c, x) -> c * x).then(x -> "got " + x);
          assertSame(promise, chain);
          promise.succeed(2);
          assertEquals("got 30", chain.get());
          assertThrows(IllegalStateException.class, chain::get);
        });
  }
}
