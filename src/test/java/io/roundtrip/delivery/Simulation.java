package io.roundtrip.delivery;

import static io.roundtrip.delivery.Rules.check;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One random run of the delivery core in virtual time: a route drawn from the seed, up to three shards, random messages,
 * senders that leave, destinations that fail in every way, and in some runs a drain. {@link Rules} watches each step,
 * {@link Standstill} each moment at which nothing can go on without time.
 */
final class Simulation {
  /** What a destination is like at the moment. */
  enum Mood {
    WELL,
    SLOW,
    ANGRY,
    DOWN,
    MUTE
  }

  private static final int MILLI = 1_000_000;

  final Coverage coverage = new Coverage();
  private final Random random;
  private final SimulatedRoute route;
  private final VirtualTime time;
  private final List<DeliveryCore<Trace>> cores = new ArrayList<>();
  private final Mood[] moods;
  private final Set<Message<Trace>> live = new LinkedHashSet<>();
  private final RouteConf.WhenFull whenFull;
  private int offered;
  private int settled;

  private Simulation(long seed) {
    // Spread over all bits: of small seeds as they are, the first number drawn is always the same.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    route = new SimulatedRoute(random);
    time = new VirtualTime(random, 1 + random.nextInt(3), random.nextLong() >> 16);
    moods = new Mood[route.gates.size()];
    RouteConf.WhenFull[] policies = RouteConf.WhenFull.values();
    whenFull = policies[random.nextInt(policies.length)];
    Rules rules = new Rules(route.plan, route.gates);
    for (int i = 0; i < time.shards(); i++) {
      int shard = i;
      cores.add(
          new DeliveryCore<>(
              route.plan,
              route.credits,
              route.aside,
              route.gates,
              time.wheel(i),
              new SimulatedShell(this, rules, time, random, i),
              task -> time.post(shard, task),
              time::now));
    }
  }

  /** Runs the seed; what it met. Fails with the seed in the message. */
  static Coverage run(long seed) {
    Simulation simulation = new Simulation(seed);
    try {
      simulation.run();
    } catch (RuntimeException | AssertionError broken) {
      throw new AssertionError(
          "%s; %s; again with -Dsimulation.seed=%d"
              .formatted(broken.getMessage(), simulation.route.plan, seed),
          broken);
    }
    return simulation.coverage;
  }

  private void run() {
    int messages = 1 + random.nextInt(200);
    long mostGap = random.nextInt(3) * 3L * MILLI + 1;
    long at = 0;
    for (int i = 0; i < messages; i++) {
      int number = i;
      at += random.nextInt(10) == 0 ? random.nextLong(100L * MILLI) : random.nextLong(mostGap);
      String key = random.nextInt(6) == 0 ? null : "key" + random.nextInt(5);
      int shard = shardOf(key);
      time.postAfter(shard, at, () -> arrives(number, shard, key));
    }
    if (random.nextInt(3) == 0) {
      drainAfter(at / 4 * 3 + random.nextLong(at / 4 + 1));
    }
    Standstill standstill = new Standstill(route, cores, live);
    do {
      while (time.runOne()) {
        coverage.saw("step");
      }
      standstill.check(time.now());
    } while (time.advance());
    check(offered == settled && live.isEmpty(), "everything settles", live.size());
    check(cores.stream().allMatch(DeliveryCore::isIdle), "lanes are empty", cores.size());
    check(route.credits.depth() == 0 && route.credits.bytes() == 0, "credits are back", "queue");
    check(route.memory.depth() == 0 && route.memory.bytes() == 0, "credits are back", "memory");
    check(route.credits.waiting() == 0, "nobody waits for credits", route.credits.waiting());
  }

  private int shardOf(@Nullable String key) {
    return switch (route.plan.order()) {
      case STRICT -> 0;
      case PER_KEY -> key == null ? random.nextInt(time.shards()) : key.hashCode() % time.shards();
      case NONE -> random.nextInt(time.shards());
    };
  }

  private void arrives(int number, int shard, @Nullable String key) {
    long size = random.nextInt(30) == 0 ? random.nextInt(1000) : random.nextInt(40);
    long deadline = time.now() - MILLI + random.nextLong((random.nextInt(4) + 1) * 60L * MILLI);
    Runnable offer = () -> offer(number, shard, key, size, deadline);
    if (route.credits.tryTake(size)) {
      offer.run();
    } else if (whenFull == RouteConf.WhenFull.DROP_OLDEST && route.credits.mayShare(size)) {
      dropFor(-1, size, shard, shard, offer);
    } else if (whenFull == RouteConf.WhenFull.WAIT) {
      Runnable granted = () -> time.post(shard, offer);
      if (route.credits.tryAwait(size, granted)) {
        coverage.saw("waits for credits");
        if (random.nextInt(4) == 0) {
          time.postAfter(shard, random.nextInt(20 * MILLI), () -> route.credits.cancel(granted));
        }
      }
    }
  }

  /** Asks the core for room, and where that is not enough the next one, until all have been asked. */
  private void dropFor(long held, long size, int asked, int shard, Runnable offer) {
    long room = core(asked).dropFor(held, size);
    int next = (asked + 1) % time.shards();
    if (room == size) {
      coverage.saw("dropped for a newer one");
      time.post(shard, offer);
    } else if (next != shard) {
      time.post(next, () -> dropFor(room, size, next, shard, offer));
    } else {
      coverage.saw("nothing to drop");
      if (room >= 0) {
        route.credits.giveBack(room);
      }
    }
  }

  private void offer(int number, int shard, @Nullable String key, long size, long deadline) {
    check(route.credits.depth() <= route.credits.capacity(), "capacity", route.credits.depth());
    DeliveryCore<Trace> core = core(shard);
    @Nullable String lane =
        switch (route.plan.order()) {
          case NONE -> null;
          case PER_KEY -> key;
          case STRICT -> "the only one";
        };
    boolean onArrival = random.nextInt(5) == 0;
    // What waited for credits arrives later than its number says: lanes order by the offer.
    Trace trace =
        new Trace(offered++, shard, lane, deadline, time.now(), route.plan.steps().size());
    List<DestinationOutcome> earlier = random.nextInt(8) == 0 ? earlier(trace) : List.of();
    Message<Trace> message =
        new Message<>(
            core, "m" + number, key, size, time.now(), deadline, onArrival, trace, earlier);
    live.add(message);
    core.offer(message);
    if (random.nextInt(6) == 0) {
      time.postAfter(shard, random.nextLong(40 * MILLI), () -> leaves(message));
    }
  }

  /** As after a partial outcome, or one that is unknown at a destination that must not have it twice. */
  private List<DestinationOutcome> earlier(Trace trace) {
    List<DestinationOutcome> settled = new ArrayList<>();
    for (int i = 0; i < route.plan.steps().size(); i++) {
      boolean unknown = !route.plan.steps().get(i).counted() && random.nextInt(4) == 0;
      if (unknown || random.nextInt(2) == 0) {
        AttemptResult how =
            unknown ? AttemptResult.unknown(0, "lost") : AttemptResult.delivered(200, null);
        trace.settledBefore(i, how);
        settled.add(
            new DestinationOutcome(route.plan.steps().get(i).id(), how.verdict(), null, 0, 1, 1));
        coverage.saw("settled before");
      }
    }
    return settled;
  }

  private void leaves(Message<Trace> message) {
    Trace trace = message.cargo();
    if (trace.answer != null || trace.accepted != null || trace.isWritten()) {
      Object before = trace.answer;
      core(trace.shard).withdraw(message);
      check(trace.answer == before, "leaving changes nothing once it is sent", trace);
    } else {
      trace.gaveUp = true;
      core(trace.shard).withdraw(message);
      check(trace.settled != null, "withdrawn at once", trace);
      check(
          trace.answer != null
              && (trace.hasHistory || trace.answer.kind() == OutcomeKind.NOT_ATTEMPTED),
          "what is withdrawn was not attempted",
          trace);
      coverage.saw("withdrawn");
    }
  }

  private void drainAfter(long nanos) {
    for (int i = 0; i < cores.size(); i++) {
      DeliveryCore<Trace> core = cores.get(i);
      int shard = i;
      time.postAfter(shard, nanos, core::drain);
      time.postAfter(shard, nanos + random.nextInt(50 * MILLI), () -> giveUpAll(shard));
    }
  }

  private void giveUpAll(int shard) {
    for (Message<Trace> message : List.copyOf(live)) {
      Trace trace = message.cargo();
      if (trace.shard == shard && trace.settled == null) {
        trace.gaveUp = true;
        core(shard).giveUp(message, Reason.DRAINING);
        check(trace.answer != null || trace.accepted != null, "given up at once", trace);
      }
    }
  }

  DeliveryCore<Trace> core(int shard) {
    return cores.get(shard);
  }

  boolean isBatching() {
    return route.plan.laneWindow() > 1;
  }

  Mood mood(int destination) {
    if (moods[destination] == null || random.nextInt(25) == 0) {
      Mood[] all = Mood.values();
      moods[destination] = random.nextInt(3) > 0 ? Mood.WELL : all[random.nextInt(all.length)];
    }
    return moods[destination];
  }

  void settled(Message<Trace> message) {
    settled++;
    live.remove(message);
  }
}
