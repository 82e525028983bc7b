package io.roundtrip.relay;

import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.OutboxTable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what waits in the database, for all routes by one statement: when there is room and more is known to wait, when a
 * pause of a message of this relay's is over, and every second, for what others left. Loop-confined.
 */
final class Claimer {
  private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Bytes of bodies of one claim, but for its first message. */
  private static final long BYTES = 8 << 20;

  /** Times to wake at that are remembered, in steps of so many milliseconds; what is forgotten waits for the tick. */
  private static final int MOST_TIMES = 1_000;

  private static final long STEP_MILLIS = 20;

  private final PgClient client;
  private final EngineLease lease;
  private final int shard;
  private final Timers timers;
  private final Map<String, RouteRelay> routes;
  private final Settler settler;
  private final TreeSet<Long> times = new TreeSet<>();
  private Timers.@Nullable Timer ticking;
  private Timers.@Nullable Timer waking;
  private long wakingAt;
  private boolean asking;
  private Future<?> asked = Future.succeededFuture();
  private boolean failing;
  private boolean stopped;

  Claimer(
      PgClient client,
      EngineLease lease,
      int shard,
      Timers timers,
      Map<String, RouteRelay> routes,
      Settler settler) {
    this.client = client;
    this.lease = lease;
    this.shard = shard;
    this.timers = timers;
    this.routes = routes;
    this.settler = settler;
  }

  void start() {
    tick();
  }

  private void tick() {
    if (!stopped) {
      ticking = timers.start(TICK, this::tick);
      routes.values().forEach(RouteRelay::pump); // memory that others gave back tells nobody
      claim(true);
    }
  }

  /** There is room, or something that waits: asks if it is worth it. */
  void poke() {
    claim(false);
  }

  /** A message of this relay's may be claimed then. */
  void wakeAt(long epochMillis) {
    long step = (epochMillis / STEP_MILLIS + 1) * STEP_MILLIS;
    if (times.size() < MOST_TIMES && times.add(step)) {
      schedule();
    }
  }

  private void schedule() {
    if (stopped || times.isEmpty()) {
      return;
    }
    long first = times.first();
    Timers.Timer now = waking;
    if (now != null && wakingAt <= first) {
      return;
    }
    if (now != null) {
      now.cancel();
    }
    wakingAt = first;
    long delay = Math.max(1, first - System.currentTimeMillis());
    waking = timers.start(Duration.ofMillis(delay), this::wake);
  }

  private void wake() {
    waking = null;
    times.headSet(System.currentTimeMillis(), true).clear();
    schedule();
    claim(true);
  }

  private void claim(boolean all) {
    if (stopped || asking || !lease.isHeld() || settler.isBehind()) {
      return;
    }
    long now = System.currentTimeMillis();
    Map<String, Integer> rooms = new LinkedHashMap<>();
    for (RouteRelay route : routes.values()) {
      int room = all || route.wants(now) ? route.room(now) : 0;
      if (room > 0) {
        rooms.put(route.route().id(), room);
      }
    }
    if (!rooms.isEmpty()) {
      asking = true;
      Future<List<OutboxMessage>> answer = ask(rooms);
      asked = answer;
      answer.onComplete(
          done -> {
            asking = false;
            if (done.succeeded()) {
              onClaimed(rooms, done.result());
            } else {
              onFailed(done.cause());
            }
          });
    }
  }

  private Future<List<OutboxMessage>> ask(Map<String, Integer> rooms) {
    long relay = OutboxTable.relay(lease.id(), shard);
    return OutboxTable.claim(client.within(TIMEOUT), relay, rooms, BYTES);
  }

  private void onClaimed(Map<String, Integer> rooms, List<OutboxMessage> claimed) {
    failing = false;
    long bytes = 0;
    Map<String, List<OutboxMessage>> byRoute = new LinkedHashMap<>();
    for (OutboxMessage message : claimed) {
      bytes += message.body().length();
      byRoute.computeIfAbsent(message.route(), route -> new ArrayList<>()).add(message);
    }
    boolean cut = bytes >= BYTES;
    for (Map.Entry<String, Integer> asked : rooms.entrySet()) {
      RouteRelay route = routes.get(asked.getKey());
      if (route != null) {
        List<OutboxMessage> messages = byRoute.getOrDefault(asked.getKey(), List.of());
        route.onClaimed(messages, cut || messages.size() >= asked.getValue());
        long again = route.wantsAtMillis();
        if (again > 0) {
          wakeAt(again);
        }
      }
    }
    poke();
  }

  private void onFailed(Throwable failure) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "stored messages cannot be claimed shard={} error=\"{}\"",
          shard,
          String.valueOf(failure.getMessage()));
    }
  }

  /** Whether a claim is on its way, of which nobody knows yet what it brings. */
  boolean isAsking() {
    return asking;
  }

  /** Asks no more; done when what was asked before has been handed on. */
  Future<?> end() {
    stopped = true;
    if (ticking != null) {
      ticking.cancel();
    }
    if (waking != null) {
      waking.cancel();
    }
    return asked.otherwiseEmpty();
  }
}
