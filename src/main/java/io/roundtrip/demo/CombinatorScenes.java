package io.roundtrip.demo;

import static io.roundtrip.future.Await.await;

import io.roundtrip.future.Arrived;
import io.roundtrip.future.First;
import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.LoopFutures;
import io.roundtrip.future.Pipeline;
import io.roundtrip.future.RetryPolicy;
import io.roundtrip.future.TimedOut;
import io.roundtrip.future.Timers;
import io.roundtrip.future.VertxFutures;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Every combinator, once on the loop and once awaited. Immutable. */
final class CombinatorScenes {
  private static final List<String> TESTS = SimulatedCatalogue.TESTS;
  private static final String ORDER = "OBR|1|A-17||tsh";
  private static final Duration LIMIT = Duration.ofMillis(30);
  private static final RetryPolicy POLICY =
      RetryPolicy.of(SimulatedCatalogue.REFUSALS + 2)
          .withDelay(Duration.ofMillis(5))
          .onlyFor(error -> error instanceof Catalogue.Refused refused && refused.status() == 503);

  private final Catalogue catalogue;
  private final DemoThreads threads;
  private final Timers timers;
  private final Pipeline<String, String> pipeline;

  CombinatorScenes(Catalogue catalogue, DemoThreads threads, Timers timers) {
    this.catalogue = catalogue;
    this.threads = threads;
    this.timers = timers;
    this.pipeline =
        Pipeline.<String>named("quote")
            .then("parse", (String order) -> order.split("\\|", -1)[4])
            .thenFuture("price", catalogue::price)
            .then("print", CombinatorScenes::printed)
            .build();
  }

  List<Scene> all() {
    return List.of(
        whenAll(),
        whenAllTyped(),
        whenAny(),
        whenSome(),
        mapAsync(),
        filterAsync(),
        reduceAsync(),
        retry(),
        timeout(),
        pipeline());
  }

  private Scene whenAll() {
    return new Scene(
        "whenAll, a list",
        "all prices, asked for at once, in their order",
        TESTS.stream().map(SimulatedCatalogue::priceOf).toList(),
        threads.onLoop(
            () -> LoopFutures.whenAll(TESTS.stream().map(catalogue::loopPrice).toList())),
        threads.awaited(
            () -> await(VertxFutures.whenAll(TESTS.stream().map(catalogue::price).toList()))));
  }

  private Scene whenAllTyped() {
    return new Scene(
        "whenAll, typed",
        "price and stock of tsh become one sentence",
        sentence(SimulatedCatalogue.priceOf("tsh"), SimulatedCatalogue.stockOf("tsh")),
        threads.onLoop(
            () ->
                LoopFutures.whenAll(
                    catalogue.loopPrice("tsh"),
                    catalogue.loopStock("tsh"),
                    CombinatorScenes::sentence)),
        threads.awaited(
            () ->
                await(
                    VertxFutures.whenAll(
                        catalogue.price("tsh"),
                        catalogue.stock("tsh"),
                        CombinatorScenes::sentence))));
  }

  private Scene whenAny() {
    return new Scene(
        "whenAny",
        "one is silent, one out of order, one answers",
        "number 2 with " + SimulatedCatalogue.priceOf("lipid") + ", the rest: 2",
        threads.onLoop(
            () ->
                LoopFutures.whenAny(
                        List.of(
                            LoopFuture.of(catalogue.askSilent()),
                            catalogue.loopAsk("/broken/lipid"),
                            catalogue.loopPrice("lipid")))
                    .then(CombinatorScenes::first)),
        threads.awaited(
            () ->
                first(
                    await(
                        VertxFutures.whenAny(
                            List.of(
                                catalogue.askSilent(),
                                catalogue.ask("/broken/lipid"),
                                catalogue.price("lipid")))))));
  }

  private Scene whenSome() {
    return new Scene(
        "whenSome",
        "two of four: one is silent, one out of order",
        "0: " + SimulatedCatalogue.priceOf("lipid") + ", 2: " + SimulatedCatalogue.priceOf("tsh"),
        threads.onLoop(
            () ->
                LoopFutures.whenSome(
                        2,
                        List.of(
                            catalogue.loopPrice("lipid"),
                            LoopFuture.of(catalogue.askSilent()),
                            catalogue.loopPrice("tsh"),
                            catalogue.loopAsk("/broken/tsh")))
                    .then(CombinatorScenes::some)),
        threads.awaited(
            () ->
                some(
                    await(
                        VertxFutures.whenSome(
                            2,
                            List.of(
                                catalogue.price("lipid"),
                                catalogue.askSilent(),
                                catalogue.price("tsh"),
                                catalogue.ask("/broken/tsh")))))));
  }

  private Scene mapAsync() {
    return new Scene(
        "mapAsync",
        "what is in stock of each, two requests at a time",
        TESTS.stream().map(SimulatedCatalogue::stockOf).toList(),
        threads.onLoop(() -> LoopFutures.mapAsync(TESTS, 2, catalogue::loopStock)),
        threads.awaited(() -> await(VertxFutures.mapAsync(TESTS, 2, catalogue::stock))));
  }

  private Scene filterAsync() {
    return new Scene(
        "filterAsync",
        "which are in stock",
        TESTS.stream().filter(test -> SimulatedCatalogue.stockOf(test) > 0).toList(),
        threads.onLoop(
            () ->
                LoopFutures.filterAsync(
                    TESTS, 2, test -> catalogue.loopStock(test).then(left -> left > 0))),
        threads.awaited(
            () ->
                await(
                    VertxFutures.filterAsync(
                        TESTS, 2, test -> catalogue.stock(test).map(left -> left > 0)))));
  }

  private Scene reduceAsync() {
    return new Scene(
        "reduceAsync",
        "what all cost together, asked one after the other",
        TESTS.stream().mapToInt(SimulatedCatalogue::priceOf).sum(),
        threads.onLoop(
            () ->
                LoopFutures.<String, Integer>reduceAsync(
                    TESTS, 0, (sum, test) -> catalogue.loopPrice(test).then(sum, Integer::sum))),
        threads.awaited(
            () ->
                await(
                    VertxFutures.<String, Integer>reduceAsync(
                        TESTS, 0, (sum, test) -> catalogue.price(test).map(one -> sum + one)))));
  }

  private Scene retry() {
    return new Scene(
        "retry",
        "busy " + SimulatedCatalogue.REFUSALS + " times (503), then not",
        "answered at attempt " + (SimulatedCatalogue.REFUSALS + 1),
        threads.onLoop(
            () ->
                LoopFutures.retry(
                    POLICY,
                    attempt ->
                        catalogue
                            .loopAsk("/busy/loop")
                            .then(asked -> "answered at attempt " + attempt))),
        threads.awaited(
            () ->
                await(
                    VertxFutures.retry(
                        timers,
                        POLICY,
                        attempt ->
                            catalogue
                                .ask("/busy/awaited")
                                .map(asked -> "answered at attempt " + attempt)))));
  }

  private Scene timeout() {
    return new Scene(
        "timeout",
        "nobody answers",
        "TimedOut after " + LIMIT.toMillis() + " ms",
        threads.onLoop(
            () ->
                LoopFutures.timeout(LoopFuture.of(catalogue.askSilent()), LIMIT)
                    .then(String::valueOf)
                    .handleError(CombinatorScenes::timedOut)),
        threads.awaited(
            () -> {
              try {
                return await(VertxFutures.timeout(timers, catalogue.askSilent(), LIMIT));
              } catch (TimedOut late) {
                return timedOut(late);
              }
            }));
  }

  private Scene pipeline() {
    return new Scene(
        "Pipeline",
        "parse '" + ORDER + "', ask for the price, print it",
        printed(SimulatedCatalogue.priceOf("tsh")),
        threads.onLoop(() -> pipeline.run(ORDER)),
        threads.awaited(() -> await(pipeline.runAnywhere(ORDER))));
  }

  private static String printed(int cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }

  private static String sentence(int price, int left) {
    return price + " cents, " + left + " left";
  }

  private static <F> String first(First<F, Integer> first) {
    return "number "
        + first.index()
        + " with "
        + first.value()
        + ", the rest: "
        + first.rest().size();
  }

  private static String some(List<Arrived<Integer>> arrived) {
    return arrived.stream()
        .sorted(Comparator.comparingInt(Arrived::index))
        .map(one -> one.index() + ": " + one.value())
        .collect(Collectors.joining(", "));
  }

  private static String timedOut(Throwable error) {
    return error instanceof TimedOut late
        ? "TimedOut after " + late.after().toMillis() + " ms"
        : String.valueOf(error);
  }
}
