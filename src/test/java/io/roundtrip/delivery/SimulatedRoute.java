package io.roundtrip.delivery;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.Place;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.outcome.Policy;
import io.roundtrip.queue.Credits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A route drawn at random: its plan, and what its shards share. */
final class SimulatedRoute {
  final Plan plan;
  final List<Gate> gates = new ArrayList<>();
  final Credits memory;
  final Credits credits;
  final Credits aside;
  final long bytes;

  SimulatedRoute(Random random) {
    // A lane may have several messages under way where a batch is its only destination.
    int window = random.nextInt(4) == 0 ? 2 + random.nextInt(4) : 1;
    int destinations = window > 1 ? 1 : 1 + random.nextInt(4);
    int counted = 1 + random.nextInt(destinations);
    List<Plan.Step> steps = new ArrayList<>();
    for (int i = 0; i < destinations; i++) {
      DestinationConf conf = destination(random, i, i < counted, window == 1);
      gates.add(new Gate(conf));
      steps.add(
          new Plan.Step(
              conf.id(),
              conf.required(),
              conf.idempotent(),
              conf.timeout().toNanos(),
              conf.retry()));
    }
    int needed =
        switch (random.nextInt(4)) {
          case 0 -> 1;
          case 1 -> 1 + random.nextInt(counted);
          default -> counted;
        };
    RouteConf.Order[] orders = RouteConf.Order.values();
    plan =
        new Plan(
            "r",
            orders[random.nextInt(orders.length)],
            new Policy(counted, needed),
            steps,
            window == 1 && random.nextInt(4) == 0,
            window == 1 && random.nextInt(4) == 0,
            window);
    bytes = 30 + random.nextLong(200);
    int capacity = 1 + random.nextInt(random.nextBoolean() ? 3 : 30);
    memory = new Credits(Integer.MAX_VALUE, 40 + random.nextLong(400), null);
    credits = new Credits(capacity, bytes, memory);
    aside = new Credits(capacity, bytes, memory);
  }

  private static DestinationConf destination(
      Random random, int index, boolean required, boolean mayRetry) {
    DestinationConf.Retry retry =
        !mayRetry || random.nextInt(3) == 0
            ? DestinationConf.Retry.NONE
            : new DestinationConf.Retry(
                1 + random.nextInt(4),
                Duration.ofMillis(random.nextInt(10)),
                1 + random.nextInt(3) / 2.0,
                Duration.ofMillis(5 + random.nextInt(20)));
    return conf(
        "d" + index,
        required,
        random.nextBoolean(),
        1 + random.nextInt(4),
        Duration.ofMillis(8 + random.nextInt(40)),
        retry,
        random.nextBoolean()
            ? null
            : new DestinationConf.Breaker(
                1 + random.nextInt(8), Duration.ofMillis(5 + random.nextInt(60))));
  }

  /** A destination's conf with what the core looks at. */
  static DestinationConf conf(
      String id,
      boolean required,
      boolean idempotent,
      int concurrency,
      Duration timeout,
      DestinationConf.Retry retry,
      DestinationConf.@Nullable Breaker breaker) {
    return new DestinationConf(
        new Place("route.yaml", 1, 1),
        id,
        new DestinationConf.EventBus(id),
        required,
        idempotent,
        concurrency,
        timeout,
        retry,
        breaker);
  }
}
