package io.roundtrip.future;

import static io.roundtrip.future.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.GuideLab.NotSold;
import io.roundtrip.future.GuideLab.Numbers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The snippets of {@code docs/futures.md} about one future; {@link FuturesDocsTest} holds the page against them. */
final class FuturesGuideTest {
  private static final GuideLab LAB = new GuideLab();

  private final Numbers prices = LAB.prices();
  private final Numbers stock = LAB.stock();
  private int open;

  @AfterAll
  static void close() {
    LAB.close();
  }

  // Straight-line, on a virtual thread: the default.
  private String awaitedQuote(String test) {
    try {
      int price = await(prices.find(test));
      int left = await(stock.find(test));
      return test + " costs " + price + ", " + left + " left";
    } catch (NotSold error) {
      return "no quote: " + error.getMessage();
    }
  }

  // Explicit, on the event loop: the fast path.
  private LoopFuture<String> quote(String test) {
    return LoopFuture.of(prices.find(test))
        .thenCompose(
            price -> left(test).then(left -> test + " costs " + price + ", " + left + " left"))
        .handleError(error -> "no quote: " + error.getMessage());
  }

  private LoopFuture<Integer> left(String test) {
    return LoopFuture.of(stock.find(test));
  }

  @Test
  void bothStylesMakeTheSameQuote() throws Exception {
    assertEquals("tsh costs 2200, 7 left", GuideLab.onVirtualThread(() -> awaitedQuote("tsh")));
    assertEquals("tsh costs 2200, 7 left", LAB.settle(() -> quote("tsh")));
    assertEquals(
        "no quote: gold is not sold", GuideLab.onVirtualThread(() -> awaitedQuote("gold")));
    assertEquals("no quote: gold is not sold", LAB.settle(() -> quote("gold")));
  }

  @Test
  void promise() throws Exception {
    LAB.run(
        () -> {
          LoopFuture<Integer> promise = LoopFuture.promise();
          LoopFuture<String> text = promise.then(x -> x + 1).then(x -> "got " + x);
          promise.succeed(41); // runs both steps, here and now
          assertEquals("got 42", text.get());
        });
  }

  @Test
  void ready() throws Exception {
    LAB.run(
        () -> {
          LoopFuture<Integer> price = LoopFuture.makeReady(2490);
          assertTrue(price.isReady());
          assertEquals(4980, price.then(cents -> 2 * cents).get());

          LoopFuture<Integer> none = LoopFuture.makeException(new NotSold("gold"));
          assertTrue(none.isReady() && none.isFailed());
          assertThrows(NotSold.class, none::get);
        });
  }

  // The lambda captures nothing, so it is no object: the test comes as its context.
  private LoopFuture<String> label(String test) {
    return LoopFuture.of(prices.find(test)).then(test, (t, price) -> t + ": " + price);
  }

  @Test
  void contexts() throws Exception {
    assertEquals("lipid: 2490", LAB.settle(() -> label("lipid")));
  }

  private LoopFuture<Integer> worth(String test) {
    return LoopFuture.of(prices.find(test))
        .thenCompose(test, (t, price) -> left(t).then(price, (cents, left) -> cents * left));
  }

  @Test
  void composes() throws Exception {
    assertEquals(2200 * 7, LAB.settle(() -> worth("tsh")));
  }

  private LoopFuture<Integer> priceOr(String test, int otherwise) {
    return LoopFuture.of(prices.find(test)).handleError(error -> otherwise);
  }

  private LoopFuture<Integer> priceOrOf(String test, String other) {
    return LoopFuture.of(prices.find(test))
        .handleErrorCompose(error -> LoopFuture.of(prices.find(other)));
  }

  // Only errors of this type; any other stays.
  private LoopFuture<Integer> priceOrNothing(String test) {
    return LoopFuture.of(prices.find(test)).handleError(NotSold.class, error -> 0);
  }

  // Value or error, in one step of another type.
  private LoopFuture<String> tag(String test) {
    return LoopFuture.of(prices.find(test))
        .transform((cents, error) -> error == null ? cents + " cents" : "no price");
  }

  @Test
  void handlesErrors() throws Exception {
    assertEquals(2490, LAB.settle(() -> priceOr("lipid", 1)));
    assertEquals(1, LAB.settle(() -> priceOr("gold", 1)));
    assertEquals(2200, LAB.settle(() -> priceOrOf("gold", "tsh")));
    assertEquals(0, LAB.settle(() -> priceOrNothing("gold")));
    assertEquals("2490 cents", LAB.settle(() -> tag("lipid")));
    assertEquals("no price", LAB.settle(() -> tag("gold")));
    prices.refuse(1);
    assertThrows(GuideLab.Busy.class, () -> LAB.settle(() -> priceOrNothing("lipid")));
  }

  private LoopFuture<Integer> countedPrice(String test) {
    open++;
    return LoopFuture.of(prices.find(test)).eventually(() -> open--);
  }

  private LoopFuture<Integer> priceThenStock(String test) {
    return LoopFuture.of(prices.find(test)).eventuallyCompose(() -> left("tsh"));
  }

  @Test
  void doesItEventually() throws Exception {
    assertEquals(2490, LAB.settle(() -> countedPrice("lipid")));
    assertThrows(NotSold.class, () -> LAB.settle(() -> countedPrice("gold")));
    assertEquals(0, LAB.call(() -> open));
    assertEquals(2490, LAB.settle(() -> priceThenStock("lipid")));
    assertThrows(NotSold.class, () -> LAB.settle(() -> priceThenStock("gold")));
  }

  @Test
  void listens() throws Exception {
    LAB.run(
        () -> {
          List<String> heard = new ArrayList<>();
          LoopFuture<Integer> future = LoopFuture.promise();
          future.onComplete(
              (value, error) -> heard.add(error == null ? "got " + value : "" + error));
          future.succeed(1);
          assertEquals(List.of("got 1"), heard);

          Promise<Integer> promise = Promise.promise(); // a Vert.x promise is a listener as well
          LoopFuture.makeReady(2).onComplete(promise);
          assertEquals(2, promise.future().result());
        });
  }

  @Test
  void ignores() throws Exception {
    LAB.run(
        () -> {
          LoopFuture<Integer> future = LoopFuture.promise();
          future.ignore(); // the outcome is nobody's business, an error included
          future.fail(new NotSold("gold"));
        });
  }

  @Test
  void goesOnWithWhatAMethodReturned() throws Exception {
    LAB.run(
        () -> {
          LoopFuture<Integer> promise = LoopFuture.promise();
          LoopFuture<Integer> four =
              promise.then(x -> x + 1).then(x -> x + 1).then(x -> x + 1).then(x -> x + 1);
          assertSame(promise, four); // four steps fit into the object itself
          LoopFuture<Integer> five = four.then(x -> x + 1);
          assertNotSame(promise, five); // the fifth is in a second one, and the first is consumed
          assertThrows(IllegalStateException.class, () -> promise.then(x -> x + 1));
          promise.succeed(0); // to complete is the producer's right, and stays so
          assertEquals(5, five.get());
        });
  }

  @Test
  void isConsumedOnce() throws Exception {
    LAB.run(
        () -> {
          LoopFuture<Integer> future = LoopFuture.makeReady(1);
          future.get();
          IllegalStateException error = assertThrows(IllegalStateException.class, future::get);
          assertEquals(
              "get: the loop future was consumed before, and a future is consumed once"
                  + " (-Droundtrip.future.debug=true shows where it was made)",
              error.getMessage());
        });
  }

  @Test
  void isCompletedOnce() throws Exception {
    LAB.run(
        () -> {
          LoopFuture<Integer> future = LoopFuture.promise();
          future.succeed(1);
          assertThrows(IllegalStateException.class, () -> future.succeed(2));
          assertEquals(1, future.get());
        });
  }

  @Test
  void doesNotBlockTheLoop() throws Exception {
    LAB.run(
        () -> {
          LoopFuture<Integer> pending = LoopFuture.promise();
          assertThrows(IllegalStateException.class, pending::get);
          pending.succeed(1);
          assertEquals(1, pending.get());
        });
  }

  @Test
  void belongsToItsLoop() throws Exception {
    LoopFuture<Integer> foreign = LAB.call(() -> LoopFuture.makeReady(1));
    assertThrows(IllegalStateException.class, foreign::get); // this is another thread
    assertThrows(IllegalStateException.class, LoopFuture::promise); // and no event loop at all
    assertEquals(1, LAB.call(foreign::get));
  }

  @Test
  void whatAStepThrowsFailsTheChain() throws Exception {
    LAB.run(
        () -> {
          LoopFuture<Integer> future =
              LoopFuture.makeReady(0).then(x -> 1 / x).then(x -> x + 1); // the last is passed over
          assertThrows(ArithmeticException.class, future::get);
        });
  }

  @Test
  void theFirstErrorWins() throws Exception {
    LAB.run(
        () -> {
          NotSold first = new NotSold("gold");
          IllegalStateException later = new IllegalStateException("clean-up failed");
          LoopFuture<Integer> future =
              LoopFuture.<Integer>makeException(first)
                  .eventually(
                      () -> {
                        throw later;
                      });
          assertSame(first, assertThrows(NotSold.class, future::get));
          assertSame(later, first.getSuppressed()[0]);
        });
  }

  @Test
  void anErrorWithTheFirstAsItsCauseTakesItsPlace() throws Exception {
    LAB.run(
        () -> {
          NotSold first = new NotSold("gold");
          LoopFuture<Integer> future =
              LoopFuture.<Integer>makeException(first)
                  .handleError(
                      error -> {
                        throw new IllegalArgumentException("no such test", error);
                      });
          IllegalArgumentException translated =
              assertThrows(IllegalArgumentException.class, future::get);
          assertSame(first, translated.getCause());
        });
  }

  @Test
  void inDebugModeAnErrorSaysWhereTheFutureWasMade() throws Exception {
    LAB.run(
        () -> {
          FuturePool.renew(true);
          try {
            LoopFuture<Integer> future = LoopFuture.makeReady(1);
            future.get();
            Throwable made = assertThrows(IllegalStateException.class, future::get).getCause();
            assertTrue(made != null && made.getStackTrace().length > 0);
            assertFalse(future == LoopFuture.makeReady(2));
          } finally {
            FuturePool.renew(false);
          }
        });
  }

  @Test
  void aVertxFutureCanBeAwaitedAndBridgedAsOften() throws Exception {
    LAB.run(
        () -> {
          Future<Integer> vertx = Future.succeededFuture(1);
          assertEquals(1, LoopFuture.of(vertx).get());
          assertEquals(1, LoopFuture.of(vertx).get());
        });
  }
}
