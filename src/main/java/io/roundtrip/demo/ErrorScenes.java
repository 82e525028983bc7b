package io.roundtrip.demo;

import static io.roundtrip.future.Await.await;

import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.LoopFutures;
import io.roundtrip.future.Pipeline;
import io.roundtrip.future.PipelineException;
import io.roundtrip.future.RetryPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** The same function in both styles, and what becomes of errors. Immutable. */
final class ErrorScenes {
  private static final String UNKNOWN = "/price/unobtainium was answered 404";
  private static final String BROKEN = "/broken/lipid was answered 503";

  private final Catalogue catalogue;
  private final DemoThreads threads;

  ErrorScenes(Catalogue catalogue, DemoThreads threads) {
    this.catalogue = catalogue;
    this.threads = threads;
  }

  List<Scene> all() {
    return List.of(
        quote(),
        refusedQuote(),
        fallback(),
        firstErrorWins(),
        translation(),
        eventually(),
        retriesUsedUp(),
        failedStep());
  }

  private Scene quote() {
    return new Scene(
        "both styles",
        "a quote: the price, then the stock",
        quote("hba1c", SimulatedCatalogue.priceOf("hba1c"), SimulatedCatalogue.stockOf("hba1c")),
        threads.onLoop(() -> chainedQuote("hba1c")),
        threads.awaited(() -> awaitedQuote("hba1c")));
  }

  private Scene refusedQuote() {
    return new Scene(
        "handleError",
        "the same of a test that is not sold: handleError, catch",
        "no quote: " + UNKNOWN,
        threads.onLoop(() -> chainedQuote("unobtainium")),
        threads.awaited(() -> awaitedQuote("unobtainium")));
  }

  private LoopFuture<String> chainedQuote(String test) {
    return catalogue
        .loopPrice(test)
        .thenCompose(price -> catalogue.loopStock(test).then(left -> quote(test, price, left)))
        .handleError(ErrorScenes::noQuote);
  }

  private String awaitedQuote(String test) {
    try {
      int price = await(catalogue.price(test));
      int left = await(catalogue.stock(test));
      return quote(test, price, left);
    } catch (Catalogue.Refused refused) {
      return noQuote(refused);
    }
  }

  private static String quote(String test, int price, int left) {
    return test + " costs " + price + " cents, " + left + " left";
  }

  private static String noQuote(Throwable error) {
    return "no quote: " + error.getMessage();
  }

  private Scene fallback() {
    return new Scene(
        "handleErrorCompose",
        "one system is out of order, so another is asked",
        SimulatedCatalogue.priceOf("lipid"),
        threads.onLoop(
            () ->
                catalogue
                    .loopAsk("/broken/lipid")
                    .handleErrorCompose(broken -> catalogue.loopPrice("lipid"))),
        threads.awaited(
            () -> {
              try {
                return await(catalogue.ask("/broken/lipid"));
              } catch (Catalogue.Refused broken) {
                return await(catalogue.price("lipid"));
              }
            }));
  }

  private Scene firstErrorWins() {
    return new Scene(
        "first error wins",
        "a step fails, and the clean-up after it fails as well",
        UNKNOWN + ", suppressed: [" + BROKEN + "]",
        threads.onLoop(
            () ->
                catalogue
                    .loopPrice("unobtainium")
                    .eventuallyCompose(() -> catalogue.loopAsk("/broken/lipid"))
                    .then(String::valueOf)
                    .handleError(ErrorScenes::withSuppressed)));
  }

  private Scene translation() {
    return new Scene(
        "translation",
        "an error with the first one as its cause takes its place",
        "not in the catalogue, caused by: " + UNKNOWN + ", suppressed: []",
        threads.onLoop(
            () ->
                catalogue
                    .loopPrice("unobtainium")
                    .handleError(
                        error -> {
                          throw new IllegalArgumentException("not in the catalogue", error);
                        })
                    .then(String::valueOf)
                    .handleError(ErrorScenes::withSuppressed)));
  }

  private static String withSuppressed(Throwable error) {
    Throwable cause = error.getCause();
    return error.getMessage()
        + (cause == null ? "" : ", caused by: " + cause.getMessage())
        + ", suppressed: "
        + Arrays.stream(error.getSuppressed()).map(Throwable::getMessage).toList();
  }

  private Scene eventually() {
    return new Scene(
        "eventually",
        "a kit is put on hold, the price fails, the kit is free again",
        "1 on hold, then " + UNKNOWN + ", then 0 on hold",
        threads.onLoop(
            () ->
                catalogue
                    .loopAsk("/reserve/loop")
                    .thenCompose(
                        held ->
                            catalogue
                                .loopPrice("unobtainium")
                                .then(String::valueOf)
                                .eventuallyCompose(() -> catalogue.loopAsk("/release/loop"))
                                .handleError(error -> String.valueOf(error.getMessage()))
                                .then(said -> held + " on hold, then " + said))
                    .thenCompose(
                        said -> catalogue.loopAsk("/held/loop").then(said, ErrorScenes::after))),
        threads.awaited(
            () -> {
              String said = await(catalogue.ask("/reserve/awaited")) + " on hold, then ";
              try {
                said += await(catalogue.price("unobtainium"));
              } catch (Catalogue.Refused refused) {
                said += refused.getMessage();
              } finally {
                await(catalogue.ask("/release/awaited"));
              }
              return after(said, await(catalogue.ask("/held/awaited")));
            }));
  }

  private static String after(String said, int held) {
    return said + ", then " + held + " on hold";
  }

  private Scene retriesUsedUp() {
    RetryPolicy policy = RetryPolicy.of(3).withDelay(Duration.ofMillis(5));
    return new Scene(
        "retry, used up",
        "out of order at each of " + policy.attempts() + " attempts: the last error has the others",
        BROKEN + ", suppressed: [" + BROKEN + ", " + BROKEN + "]",
        threads.onLoop(
            () ->
                LoopFutures.retry(policy, attempt -> catalogue.loopAsk("/broken/lipid"))
                    .then(String::valueOf)
                    .handleError(ErrorScenes::withSuppressed)));
  }

  private Scene failedStep() {
    Pipeline<String, Integer> pipeline =
        Pipeline.<String>named("quote")
            .then("parse", (String order) -> order.split("\\|", -1)[4])
            .thenFuture("price", catalogue::price)
            .build();
    Callable<String> awaited =
        () -> {
          try {
            return String.valueOf(await(pipeline.runAnywhere("OBR|1|A-18||unobtainium")));
          } catch (PipelineException failed) {
            return step(failed);
          }
        };
    return new Scene(
        "Pipeline, failed",
        "an order for what is not sold: the error names the step",
        "step 'price' of 'quote': " + UNKNOWN,
        threads.onLoop(
            () ->
                pipeline
                    .run("OBR|1|A-18||unobtainium")
                    .then(String::valueOf)
                    .handleError(ErrorScenes::step)),
        threads.awaited(awaited));
  }

  private static String step(Throwable error) {
    return error instanceof PipelineException failed && failed.getCause() != null
        ? "step '"
            + failed.step()
            + "' of '"
            + failed.pipeline()
            + "': "
            + failed.getCause().getMessage()
        : String.valueOf(error);
  }
}
