package io.roundtrip.future;

import static io.roundtrip.future.LoopFutures.filterAsync;
import static io.roundtrip.future.LoopFutures.mapAsync;
import static io.roundtrip.future.LoopFutures.reduceAsync;
import static io.roundtrip.future.LoopFutures.retry;
import static io.roundtrip.future.LoopFutures.timeout;
import static io.roundtrip.future.LoopFutures.whenAll;
import static io.roundtrip.future.LoopFutures.whenAny;
import static io.roundtrip.future.LoopFutures.whenSome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.GuideLab.Busy;
import io.roundtrip.future.GuideLab.NotSold;
import io.roundtrip.future.GuideLab.Numbers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The snippets of {@code docs/futures.md} about combinators; {@link FuturesDocsTest} holds the page against them. */
final class FuturesGuideCombinatorsTest {
  private static final GuideLab LAB = new GuideLab();
  private static final List<String> TESTS = List.of("lipid", "ferritin", "tsh");

  private final Numbers prices = LAB.prices();
  private final Numbers stock = LAB.stock();

  private static final RetryPolicy WHEN_BUSY =
      RetryPolicy.of(4) // attempts in all
          .withDelay(Duration.ofMillis(2))
          .withBackoff(3, Duration.ofMillis(20))
          .withJitter(0.2)
          .onlyFor(error -> error instanceof Busy);

  private final Pipeline<String, String> quotes =
      Pipeline.<String>named("quote")
          .then("parse", order -> order.split("\\|", -1)[4])
          .thenCompose("price", this::price)
          .then("print", cents -> cents + " cents")
          .build();

  @AfterAll
  static void close() {
    LAB.close();
  }

  private LoopFuture<Integer> price(String test) {
    return LoopFuture.of(prices.find(test));
  }

  private LoopFuture<Integer> left(String test) {
    return LoopFuture.of(stock.find(test));
  }

  private LoopFuture<List<Integer>> allPrices() {
    return whenAll(List.of(price("lipid"), price("ferritin"), price("tsh")));
  }

  private LoopFuture<Integer> worth(String test) {
    return whenAll(price(test), left(test), (cents, left) -> cents * left);
  }

  private LoopFuture<Integer> basket() {
    return whenAll(price("lipid"), price("ferritin"), price("tsh"), (a, b, c) -> a + b + c);
  }

  private LoopFuture<String> card() {
    return whenAll(
        LoopFuture.makeReady("tsh"),
        price("tsh"),
        left("tsh"),
        LoopFuture.makeReady(true),
        (name, cents, left, urgent) -> name + " " + cents + " " + left + " " + urgent);
  }

  @Test
  void all() throws Exception {
    assertEquals(List.of(2490, 1850, 2200), LAB.settle(this::allPrices));
    assertEquals(2200 * 7, LAB.settle(() -> worth("tsh")));
    assertThrows(NotSold.class, () -> LAB.settle(() -> worth("gold")));
    assertEquals(2490 + 1850 + 2200, LAB.settle(this::basket));
    assertEquals("tsh 2200 7 true", LAB.settle(this::card));
  }

  // Wait for all whatever becomes of them: make a value of each error first.
  private LoopFuture<List<String>> everyWord(List<String> tests) {
    return whenAll(
        tests.stream()
            .map(test -> price(test).then(String::valueOf).handleError(error -> "none"))
            .toList());
  }

  @Test
  void allWhateverBecomesOfThem() throws Exception {
    assertEquals(
        List.of("2490", "none", "2200"), LAB.settle(() -> everyWord(List.of("lipid", "x", "tsh"))));
  }

  private LoopFuture<String> firstPrice() {
    return whenAny(List.of(price("silent"), price("gold"), price("tsh")))
        .then(first -> "number " + first.index() + ": " + first.value());
  }

  @Test
  void any() throws Exception {
    assertEquals("number 2: 2200", LAB.settle(this::firstPrice));
  }

  // The rest need not be consumed, but can be.
  private LoopFuture<Integer> bothInAnyOrder() {
    return whenAny(List.of(price("lipid"), price("tsh")))
        .thenCompose(
            first -> first.rest().getFirst().then(first.value(), (one, other) -> one + other));
  }

  @Test
  void anyAndTheRest() throws Exception {
    assertEquals(2490 + 2200, LAB.settle(this::bothInAnyOrder));
  }

  private LoopFuture<List<Integer>> twoOfThree() {
    return whenSome(2, List.of(price("gold"), price("lipid"), price("tsh")))
        .then(arrived -> arrived.stream().map(one -> one.index()).toList());
  }

  @Test
  void some() throws Exception {
    assertEquals(List.of(1, 2), LAB.settle(this::twoOfThree));
  }

  private LoopFuture<List<Integer>> pricesOf(List<String> tests) {
    return mapAsync(tests, 16, this::price); // at most 16 under way
  }

  private LoopFuture<List<String>> inStock(List<String> tests) {
    return filterAsync(tests, 16, test -> left(test).then(left -> left > 0));
  }

  private LoopFuture<Integer> sum(List<String> tests) {
    return reduceAsync(tests, 0, (sum, test) -> price(test).then(sum, Integer::sum));
  }

  @Test
  void lists() throws Exception {
    assertEquals(List.of(2490, 1850, 2200), LAB.settle(() -> pricesOf(TESTS)));
    assertEquals(List.of("lipid", "tsh"), LAB.settle(() -> inStock(TESTS)));
    assertEquals(2490 + 1850 + 2200, LAB.settle(() -> sum(TESTS)));
  }

  private LoopFuture<String> patientPrice(String test) {
    return retry(WHEN_BUSY, attempt -> price(test).then(cents -> cents + " at attempt " + attempt));
  }

  @Test
  void retries() throws Exception {
    prices.refuse(2);
    assertEquals("2490 at attempt 3", LAB.settle(() -> patientPrice("lipid")));
    prices.refuse(4);
    Busy last = assertThrows(Busy.class, () -> LAB.settle(() -> patientPrice("lipid")));
    assertEquals(3, last.getSuppressed().length);
    prices.refuse(0);
    NotSold only = assertThrows(NotSold.class, () -> LAB.settle(() -> patientPrice("gold")));
    assertEquals(0, only.getSuppressed().length);
  }

  private LoopFuture<Integer> promptPrice(String test) {
    return timeout(price(test), Duration.ofMillis(50)).handleError(TimedOut.class, late -> 0);
  }

  @Test
  void timesOut() throws Exception {
    assertEquals(0, LAB.settle(() -> promptPrice("silent")));
    assertEquals(2490, LAB.settle(() -> promptPrice("lipid")));
    assertThrows(NotSold.class, () -> LAB.settle(() -> promptPrice("gold")));
  }

  @Test
  void pipelines() throws Exception {
    assertEquals("2200 cents", LAB.settle(() -> quotes.run("OBR|1|A-17||tsh")));
    PipelineException failed =
        assertThrows(
            PipelineException.class, () -> LAB.settle(() -> quotes.run("OBR|1|A-18||gold")));
    assertEquals(
        "pipeline 'quote': step 2 'price' failed: " + failed.getCause(), failed.getMessage());
    assertTrue(failed.getCause() instanceof NotSold && failed.step().equals("price"));
  }
}
