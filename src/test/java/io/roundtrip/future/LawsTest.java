package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.Loop;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every combinator over every script of up to four inputs, and over longer ones by chance ({@code -Dlaws.seed=N} repeats
 * them): loop futures on their loop, Vert.x futures on a loop, Vert.x futures that other threads complete, and those bridged
 * to a loop. All four must do what the model says, and no loop future may be missing from its pool afterwards.
 */
final class LawsTest {
  private static final Loop LOOP = new Loop();
  private static final ExecutorService PRODUCER = Executors.newSingleThreadExecutor();
  private static final int MOST_EXHAUSTIVE = 4;
  private static final int RANDOM_SCRIPTS = 300;

  @AfterAll
  static void close() {
    PRODUCER.shutdown();
    LOOP.close();
  }

  private static List<Script> scripts() {
    List<Script> scripts = new ArrayList<>();
    for (int size = 0; size <= MOST_EXHAUSTIVE; size++) {
      scripts.addAll(Script.all(size));
    }
    assertEquals(1 + 4 + 20 + 128 + 1_040, scripts.size());
    return scripts;
  }

  @FunctionalInterface
  private interface Side {
    Outcome run(Law law, Script script) throws Exception;
  }

  private static void check(Side side, List<Script> scripts, String how) throws Exception {
    for (Law law : Law.ALL) {
      for (Script script : scripts) {
        if (script.size() >= law.least() && script.size() <= law.most()) {
          String what = law.name() + " of " + script + how;
          Outcome outcome;
          try {
            outcome = side.run(law, script);
          } catch (Throwable thrown) {
            throw new AssertionError(what, thrown);
          }
          assertEquals(law.model().apply(script), outcome, what);
        }
      }
    }
  }

  /** Every script, and then longer ones by chance. */
  private static void check(Side side) throws Exception {
    check(side, scripts(), "");
    long seed = Long.getLong("laws.seed", System.nanoTime());
    Random random = new Random(seed);
    List<Script> longer = new ArrayList<>();
    for (int i = 0; i < RANDOM_SCRIPTS; i++) {
      longer.add(Script.random(MOST_EXHAUSTIVE + 1 + random.nextInt(8), random));
    }
    check(side, longer, ": repeat with -Dlaws.seed=" + seed);
  }

  @Test
  void loopFuturesOnTheirLoop() throws Exception {
    check((law, script) -> LOOP.call(() -> loopFutures(law, script)));
  }

  @Test
  void vertxFuturesOnALoop() throws Exception {
    check((law, script) -> LOOP.call(() -> vertxFutures(law, script, Runnable::run)));
  }

  @Test
  void vertxFuturesThatAnotherThreadCompletes() throws Exception {
    check((law, script) -> vertxFutures(law, script, LawsTest::onProducer));
  }

  @Test
  void vertxFuturesBridgedToALoop() throws Exception {
    check(LawsTest::bridged);
  }

  private static void onProducer(Runnable code) {
    try {
      PRODUCER.submit(code).get(20, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static Outcome loopFutures(Law law, Script script) {
    FuturePool pool = FuturePool.renew(false);
    Run run = new Run(script.size());
    List<LoopFuture<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < script.size(); i++) {
      inputs.add(
          script.isLater(i)
              ? LoopFuture.promise()
              : script.succeeds(i)
                  ? LoopFuture.makeReady(i)
                  : LoopFuture.makeException(run.errors.get(i)));
    }
    // The producers' ends: a future's identity changes with its chain, its producer's does not.
    List<Completable<Integer>> producers = List.copyOf(inputs);
    start(law, run, inputs);
    for (int index : script.order()) {
      complete(producers.get(index), index, script, run);
      fire(run);
    }
    return onLoopOver(law, run, inputs, pool);
  }

  private static void complete(Completable<Integer> producer, int index, Script script, Run run) {
    if (script.succeeds(index)) {
      producer.succeed(index);
    } else {
      producer.fail(run.errors.get(index));
    }
  }

  private static void start(Law law, Run run, List<LoopFuture<Integer>> inputs) {
    law.onLoop()
        .apply(run, inputs)
        .onComplete(
            (value, failure) -> {
              run.told(value, failure);
              if (value instanceof First<?, ?> first) {
                first.rest().forEach(rest -> ((LoopFuture<?>) rest).ignore());
              }
            });
    if (law.isRetry()) {
      fire(run);
    }
  }

  private static void fire(Run run) {
    boolean fired = true;
    while (fired) {
      fired = run.timers.fireNext();
    }
  }

  /** All is over: what was not begun is consumed here, and then no future may be missing from the pool. */
  private static Outcome onLoopOver(
      Law law, Run run, List<LoopFuture<Integer>> inputs, FuturePool pool) {
    for (int i = 0; i < inputs.size(); i++) {
      if (!run.begun.contains(i)) {
        inputs.get(i).ignore();
      }
    }
    Outcome outcome = run.outcome();
    // whenAny's stand-ins: that of the winner, or all of them if there is none, are nobody's.
    int standIns =
        law.name().equals("whenAny")
            ? (outcome.result().startsWith("first") ? 1 : inputs.size())
            : 0;
    assertEquals(pool.made() - standIns, pool.free(), "futures that did not come back");
    assertEquals(0, pool.dropped() + pool.neverCompleted());
    assertEquals(0, run.timers.running(), "timers left running");
    return outcome;
  }

  @FunctionalInterface
  private interface Where {
    void run(Runnable code);
  }

  private static Outcome vertxFutures(Law law, Script script, Where producer) {
    Run run = new Run(script.size());
    List<Promise<Integer>> promises = promises(script, run);
    List<Future<Integer>> inputs = new ArrayList<>();
    promises.forEach(promise -> inputs.add(promise.future()));
    law.anywhere().apply(run, inputs).onComplete(run::told);
    if (law.isRetry()) {
      fire(run);
    }
    for (int index : script.order()) {
      producer.run(() -> complete(promises.get(index), index, script, run));
      fire(run);
    }
    assertEquals(0, run.timers.running(), "timers left running");
    return run.outcome();
  }

  private static List<Promise<Integer>> promises(Script script, Run run) {
    List<Promise<Integer>> promises = new ArrayList<>();
    for (int i = 0; i < script.size(); i++) {
      Promise<Integer> promise = Promise.promise();
      if (!script.isLater(i)) {
        complete(promise, i, script, run);
      }
      promises.add(promise);
    }
    return promises;
  }

  private static Outcome bridged(Law law, Script script) throws Exception {
    Run run = new Run(script.size());
    List<Promise<Integer>> promises = promises(script, run);
    List<LoopFuture<Integer>> inputs = new ArrayList<>();
    Callable<FuturePool> begin =
        () -> {
          FuturePool pool = FuturePool.renew(false);
          promises.forEach(promise -> inputs.add(LoopFuture.of(promise.future())));
          start(law, run, inputs);
          return pool;
        };
    FuturePool pool = LOOP.call(begin);
    for (int index : script.order()) {
      complete(promises.get(index), index, script, run); // by this thread, which is not the loop
      LOOP.run(() -> fire(run)); // behind what crossed over
    }
    return LOOP.call(() -> onLoopOver(law, run, inputs, pool));
  }
}
