package io.roundtrip.future;

import static io.roundtrip.future.LoopFutures.reduceAsync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.reactor.Offered;
import io.roundtrip.reactor.Priority;
import io.roundtrip.reactor.Reactor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The snippets of {@code docs/futures.md} about cores and time; {@link FuturesDocsTest} holds the page against them. */
final class FuturesGuideReactorTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Reactor REACTOR = Reactor.initialize(2);

  /** What core 1 alone touches. */
  private static final class Shelf {
    private final Map<String, Integer> left = Map.of("lipid", 12, "tsh", 7);
    private final CompletableFuture<Integer> tidiedOn = new CompletableFuture<>();

    int left(String test) {
      return left.getOrDefault(test, 0);
    }

    void tidy() {
      tidiedOn.complete(REACTOR.currentCore());
    }
  }

  private final Shelf shelf = new Shelf();

  @AfterAll
  static void close() {
    Await.await(REACTOR.shutdown());
  }

  // The shelf belongs to core 1; the line is made on the caller's core.
  private LoopFuture<String> stockLine(Reactor reactor, String test) {
    return reactor.submitTo(1, test, shelf::left).then(test, (t, left) -> left + " of " + t);
  }

  @Test
  void asksAnotherCore() throws Exception {
    assertEquals("7 of tsh", REACTOR.composeTaskOn(0, () -> stockLine(REACTOR, "tsh")).get(LONG));
  }

  // Long work in pieces: the loop's other tasks go on in between.
  private LoopFuture<Integer> sum(Reactor reactor, List<Integer> pieces) {
    return reduceAsync(
        pieces, 0, (sum, piece) -> reactor.yieldNow().then(sum, (s, none) -> s + piece));
  }

  @Test
  void worksInPieces() throws Exception {
    assertEquals(6, REACTOR.composeTaskOn(0, () -> sum(REACTOR, List.of(1, 2, 3))).get(LONG));
  }

  private LoopFuture<Integer> later(Reactor reactor, Supplier<LoopFuture<Integer>> work) {
    return reactor.sleep(Duration.ofMillis(2)).thenCompose(none -> work.get());
  }

  @Test
  void sleeps() throws Exception {
    long begin = System.nanoTime();
    int got =
        REACTOR
            .composeTaskOn(0, () -> later(REACTOR, () -> REACTOR.submitTo(1, "tsh", shelf::left)))
            .get(LONG);
    assertEquals(7, got);
    assertEquals(true, System.nanoTime() - begin >= 2_000_000);
  }

  @Test
  void leavesWorkToAnIdleCore() throws Exception {
    Reactor reactor = REACTOR;
    Offered offered = reactor.offer(1, Priority.IDLE, shelf::tidy); // FULL is an answer too
    assertEquals(Offered.ACCEPTED, offered);
    assertEquals(1, shelf.tidiedOn.get(20, TimeUnit.SECONDS));
    assertThrows(IllegalStateException.class, () -> stockLine(reactor, "tsh")); // here is no loop
  }
}
