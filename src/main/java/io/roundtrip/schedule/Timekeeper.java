package io.roundtrip.schedule;

import io.roundtrip.future.Timers;
import io.roundtrip.metrics.ScheduleFigures;
import io.roundtrip.store.ScheduleTable.Claim;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One schedule: waits for its next time, and runs it then unless it still runs. Loop-confined; the operation's end is brought
 * back to the loop.
 *
 * <p>It looks at the wall clock once a minute at least, so a clock that is set right is noticed. Times that passed while the
 * machine slept are not made up for, but the last.
 */
final class Timekeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);
  private static final Duration LONGEST_NAP = Duration.ofMinutes(1);
  private static final Duration WATCH = Duration.ofSeconds(1);

  /** Where a run's code is run. */
  interface Threads {
    /** Starts the code on a thread, and {@code then} on the loop when it has returned. */
    Thread start(String name, Runnable code, Runnable then);
  }

  private final Declared declared;
  private final Claims claims;
  private final InstantSource clock;
  private final Timers timers;
  private final RandomGenerator random;
  private final Threads threads;
  private final Promise<Void> idle = Promise.promise();
  private Timers.@Nullable Timer timer;
  private Timers.@Nullable Timer watch;
  private @Nullable Thread thread;
  private boolean running;
  private boolean stopped;
  private long done;
  private long failed;
  private long overlapping;
  private long elsewhere;

  Timekeeper(
      Declared declared,
      Claims claims,
      InstantSource clock,
      Timers timers,
      RandomGenerator random,
      Threads threads) {
    this.declared = declared;
    this.claims = claims;
    this.clock = clock;
    this.timers = timers;
    this.random = random;
    this.threads = threads;
  }

  void start() {
    planAfter(clock.instant());
  }

  private void planAfter(Instant time) {
    Instant due = declared.timetable().after(time);
    if (due == null) {
      LOG.info("a schedule has no further time schedule={}", declared.name());
      return;
    }
    long most = declared.jitter().toMillis();
    Instant begin = most == 0 ? due : due.plusMillis(random.nextLong(most + 1));
    nap(due, begin);
  }

  private void nap(Instant due, Instant begin) {
    Duration left = Duration.between(clock.instant(), begin);
    Duration nap = left.compareTo(LONGEST_NAP) > 0 ? LONGEST_NAP : left;
    timer = timers.start(nap.isNegative() ? Duration.ZERO : nap, () -> onAwake(due, begin));
  }

  private void onAwake(Instant due, Instant begin) {
    if (stopped) {
      return;
    }
    Instant now = clock.instant();
    if (now.isBefore(begin)) {
      nap(due, begin);
      return;
    }
    planAfter(now.isAfter(due) ? now : due);
    if (running) {
      overlapping++;
      LOG.warn("a schedule's run takes longer than to its next time schedule={}", declared.name());
      return;
    }
    running = true;
    Run run = new Run(declared.name(), due);
    claims.take(run).onComplete(claim -> onClaim(run, claim), this::onNoClaim);
  }

  private void onNoClaim(Throwable failure) {
    failed++;
    LOG.error(
        "a schedule's run could not be claimed, and is left out schedule={}",
        declared.name(),
        failure);
    rest();
  }

  private void onClaim(Run run, Claim claim) {
    switch (claim.whose()) {
      case OURS -> run(run, claim);
      case ANOTHER_RUNS -> {
        overlapping++;
        rest();
      }
      case TAKEN -> {
        elsewhere++;
        rest();
      }
    }
  }

  private void run(Run run, Claim claim) {
    if (stopped) {
      end(run, claim, false);
      return;
    }
    boolean[] well = new boolean[1]; // written by the run's thread before its end is told
    thread =
        threads.start(
            "schedule " + declared.name(),
            () -> {
              try {
                declared.operation().run(run);
                well[0] = true;
              } catch (Throwable failure) {
                LOG.error("a schedule failed schedule={}", declared.name(), failure);
              }
            },
            () -> onRan(run, claim, well[0]));
    if (running) { // it may have ended already
      watch = timers.start(WATCH, () -> lookAtLease(claim));
    }
  }

  /** Another engine that takes over must not find this one at it. */
  private void lookAtLease(Claim claim) {
    if (!running) {
      return;
    }
    if (!claims.isHeld(claim)) {
      LOG.warn("a schedule's run is no longer this engine's schedule={}", declared.name());
      interrupt();
    }
    watch = timers.start(WATCH, () -> lookAtLease(claim));
  }

  private void onRan(Run run, Claim claim, boolean well) {
    if (well) {
      done++;
    } else {
      failed++;
    }
    end(run, claim, well);
  }

  private void end(Run run, Claim claim, boolean well) {
    claims
        .end(run, claim, well)
        .onComplete(
            ended -> rest(),
            failure -> {
              LOG.warn(
                  "the end of a schedule's run could not be stored schedule={}: {}",
                  declared.name(),
                  String.valueOf(failure.getMessage()));
              rest();
            });
  }

  private void rest() {
    running = false;
    thread = null;
    if (watch != null) {
      watch.cancel();
    }
    if (stopped) {
      idle.tryComplete();
    }
  }

  /** Begins no run any more; done when the one under way has ended. */
  Future<Void> stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
    if (!running) {
      idle.tryComplete();
    }
    return idle.future();
  }

  /** Has the run that is under way end now, if it lets itself be interrupted. */
  void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  ScheduleFigures figures() {
    return new ScheduleFigures(declared.name(), done, failed, overlapping, elsewhere, running);
  }
}
