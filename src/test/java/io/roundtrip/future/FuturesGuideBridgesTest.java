package io.roundtrip.future;

import static io.roundtrip.future.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.future.GuideLab.NotSold;
import io.roundtrip.future.GuideLab.Numbers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The snippets of {@code docs/futures.md} about threads; {@link FuturesDocsTest} holds the page against them. */
final class FuturesGuideBridgesTest {
  private static final GuideLab LAB = new GuideLab();
  private static final List<String> TESTS = List.of("lipid", "ferritin", "tsh");
  private static final RetryPolicy WHEN_BUSY = RetryPolicy.of(3).withDelay(Duration.ZERO);

  private final Numbers prices = LAB.prices();
  private final Numbers stock = LAB.stock();

  @AfterAll
  static void close() {
    LAB.close();
  }

  // On the loop, for everyone else.
  private Future<Integer> doubled(String test) {
    return LoopFuture.of(prices.find(test)).then(cents -> 2 * cents).toVertx();
  }

  // On a virtual thread: the chain is made on its loop, and what is awaited is its bridge.
  private int awaitedDouble(Context loop, String test) {
    Promise<Integer> bridge = Promise.promise();
    loop.runOnContext(on -> doubled(test).onComplete(bridge));
    return await(bridge.future());
  }

  @Test
  void bridges() throws Exception {
    Context loop = LAB.call(Vertx::currentContext);
    assertEquals(4980, GuideLab.onVirtualThread(() -> awaitedDouble(loop, "lipid")));
  }

  private Task<Integer> priceTask(String test) {
    return LoopFuture.of(prices.find(test)).toTask();
  }

  @Test
  void tasks() throws Exception {
    Task<Integer> task = LAB.call(() -> priceTask("lipid"));
    assertEquals(2490, task.get(Duration.ofSeconds(10)));
    Task<Integer> silent = LAB.call(() -> priceTask("silent"));
    assertThrows(TimedOut.class, () -> silent.get(Duration.ofMillis(1)));
    assertThrows(IllegalStateException.class, () -> LAB.run(() -> await(prices.find("lipid"))));
  }

  private List<Integer> awaitedPrices() {
    return await(VertxFutures.whenAll(TESTS.stream().map(prices::find).toList()));
  }

  private int awaitedWorth(String test) {
    return await(
        VertxFutures.whenAll(prices.find(test), stock.find(test), (cents, left) -> cents * left));
  }

  private int awaitedBasket() {
    int sum = 0;
    for (String test : TESTS) {
      sum += await(prices.find(test));
    }
    return sum;
  }

  private int patientPrice(Vertx vertx, String test) {
    Timers timers = Timers.of(vertx);
    Future<Integer> found =
        VertxFutures.retry(
            timers,
            WHEN_BUSY,
            attempt -> VertxFutures.timeout(timers, prices.find(test), Duration.ofSeconds(1)));
    return await(found);
  }

  @Test
  void combinatorsForAnyThread() throws Exception {
    assertEquals(List.of(2490, 1850, 2200), GuideLab.onVirtualThread(this::awaitedPrices));
    assertEquals(2200 * 7, GuideLab.onVirtualThread(() -> awaitedWorth("tsh")));
    assertEquals(6540, GuideLab.onVirtualThread(this::awaitedBasket));
    prices.refuse(2);
    assertEquals(2200, GuideLab.onVirtualThread(() -> patientPrice(LAB.vertx(), "tsh")));
    prices.refuse(0);
    assertThrows(
        NotSold.class, () -> GuideLab.onVirtualThread(() -> patientPrice(LAB.vertx(), "gold")));
  }
}
