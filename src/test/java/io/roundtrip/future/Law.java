package io.roundtrip.future;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A combinator over loop futures, the same over Vert.x futures, and what both must do. Immutable.
 *
 * @param name the combinator's
 * @param least how many inputs it needs
 * @param most how many inputs it takes
 * @param model what must become of a script
 * @param onLoop it, over loop futures
 * @param anywhere it, over Vert.x futures
 */
record Law(
    String name,
    int least,
    int most,
    Function<Script, Outcome> model,
    BiFunction<Run, List<LoopFuture<Integer>>, LoopFuture<?>> onLoop,
    BiFunction<Run, List<Future<Integer>>, Future<?>> anywhere) {
  private static final int MANY = 99;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A retry waits for its timers from the beginning; other timers fire after the first event. */
  boolean isRetry() {
    return name.equals("retry");
  }

  static final List<Law> ALL =
      List.of(
          new Law(
              "whenAll",
              0,
              MANY,
              script -> Model.whenAll(script, numbers(script).toString()),
              (run, in) -> LoopFutures.whenAll(run.beginAll(in)),
              (run, in) -> VertxFutures.whenAll(run.beginAll(in))),
          new Law(
              "whenAll of 2",
              2,
              2,
              script -> Model.whenAll(script, "0+1"),
              (run, in) ->
                  LoopFutures.whenAll(run.begin(0, in), run.begin(1, in), (a, b) -> a + "+" + b),
              (run, in) ->
                  VertxFutures.whenAll(run.begin(0, in), run.begin(1, in), (a, b) -> a + "+" + b)),
          new Law(
              "whenAll of 3",
              3,
              3,
              script -> Model.whenAll(script, "0+1+2"),
              (run, in) ->
                  LoopFutures.whenAll(
                      run.begin(0, in),
                      run.begin(1, in),
                      run.begin(2, in),
                      (a, b, c) -> a + "+" + b + "+" + c),
              (run, in) ->
                  VertxFutures.whenAll(
                      run.begin(0, in),
                      run.begin(1, in),
                      run.begin(2, in),
                      (a, b, c) -> a + "+" + b + "+" + c)),
          new Law(
              "whenAll of 4",
              4,
              4,
              script -> Model.whenAll(script, "0+1+2+3"),
              (run, in) ->
                  LoopFutures.whenAll(
                      run.begin(0, in),
                      run.begin(1, in),
                      run.begin(2, in),
                      run.begin(3, in),
                      (a, b, c, d) -> a + "+" + b + "+" + c + "+" + d),
              (run, in) ->
                  VertxFutures.whenAll(
                      run.begin(0, in),
                      run.begin(1, in),
                      run.begin(2, in),
                      run.begin(3, in),
                      (a, b, c, d) -> a + "+" + b + "+" + c + "+" + d)),
          new Law(
              "whenAny",
              1,
              MANY,
              Model::whenAny,
              (run, in) -> LoopFutures.whenAny(run.beginAll(in)),
              (run, in) -> VertxFutures.whenAny(run.beginAll(in))),
          whenSome(0),
          whenSome(1),
          whenSome(2),
          mapAsync(1),
          mapAsync(2),
          mapAsync(MANY),
          new Law(
              "filterAsync",
              0,
              MANY,
              script ->
                  Model.mapAsync(
                      2, script, numbers(script).stream().filter(i -> i % 2 == 0).toList() + ""),
              (run, in) ->
                  LoopFutures.filterAsync(
                      numbers(in), 2, i -> run.begin(i, in).then(x -> x % 2 == 0)),
              (run, in) ->
                  VertxFutures.filterAsync(
                      numbers(in), 2, i -> run.begin(i, in).map(x -> x % 2 == 0))),
          new Law(
              "reduceAsync",
              0,
              MANY,
              script -> Model.inTurn(script, ""),
              (run, in) ->
                  LoopFutures.reduceAsync(
                      numbers(in), "=", (text, i) -> run.begin(i, in).then(x -> text + x)),
              (run, in) ->
                  VertxFutures.reduceAsync(
                      numbers(in), "=", (text, i) -> run.begin(i, in).map(x -> text + x))),
          new Law(
              "retry",
              1,
              MANY,
              Model::retry,
              (run, in) ->
                  LoopFutures.retry(
                      run.timers, RetryPolicy.of(in.size()), i -> run.begin(i - 1, in)),
              (run, in) ->
                  VertxFutures.retry(
                      run.timers, RetryPolicy.of(in.size()), i -> run.begin(i - 1, in))),
          new Law(
              "timeout",
              1,
              MANY,
              Model::timeout,
              (run, in) -> LoopFutures.timeout(run.timers, run.begin(0, in), SECOND),
              (run, in) -> VertxFutures.timeout(run.timers, run.begin(0, in), SECOND)),
          new Law(
              "pipeline",
              0,
              MANY,
              script -> Model.inTurn(script, "s#: "),
              Law::pipelineOnLoop,
              Law::pipelineAnywhere));

  private static Law whenSome(int wanted) {
    return new Law(
        "whenSome " + wanted,
        wanted,
        MANY,
        script -> Model.whenSome(wanted, script),
        (run, in) -> LoopFutures.whenSome(wanted, run.beginAll(in)),
        (run, in) -> VertxFutures.whenSome(wanted, run.beginAll(in)));
  }

  private static Law mapAsync(int concurrency) {
    return new Law(
        "mapAsync " + concurrency,
        0,
        MANY,
        script -> Model.mapAsync(concurrency, script, numbers(script).toString()),
        (run, in) -> LoopFutures.mapAsync(numbers(in), concurrency, i -> run.begin(i, in)),
        (run, in) -> VertxFutures.mapAsync(numbers(in), concurrency, i -> run.begin(i, in)));
  }

  private static LoopFuture<?> pipelineOnLoop(Run run, List<LoopFuture<Integer>> in) {
    Pipeline.Builder<String, String> builder = Pipeline.named("law");
    for (int i : numbers(in)) {
      builder = builder.thenCompose("s" + i, text -> run.begin(i, in).then(x -> text + x));
    }
    return builder.build().run("=");
  }

  private static Future<?> pipelineAnywhere(Run run, List<Future<Integer>> in) {
    Pipeline.Builder<String, String> builder = Pipeline.named("law");
    for (int i : numbers(in)) {
      builder = builder.thenFuture("s" + i, text -> run.begin(i, in).map(x -> text + x));
    }
    return builder.build().runAnywhere("=");
  }

  private static List<Integer> numbers(List<?> inputs) {
    return IntStream.range(0, inputs.size()).boxed().toList();
  }

  private static List<Integer> numbers(Script script) {
    return numbers(script.inputs());
  }
}
