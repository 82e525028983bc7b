package io.roundtrip.engine;

import io.roundtrip.kit.TestEngine;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Senders that go on whatever happens, each with one message at a time: what got no positive answer is sent again under the
 * same key, so that a route with idempotency has it in the end. Thread-safe, because its parts are.
 */
final class StoreLoad {
  private static final int SENDERS = 4;
  private static final Duration PAUSE = Duration.ofMillis(5);

  /** What each outcome is told as. */
  private static final Map<Integer, Set<String>> OUTCOMES =
      Map.of(
          200, Set.of("delivered"),
          202, Set.of("accepted"),
          502, Set.of("not-attempted"),
          503, Set.of("not-attempted"),
          504, Set.of("unknown"));

  private final TestEngine engine;
  private final Map<String, Set<String>> positive = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();
  private final Set<String> faults = ConcurrentHashMap.newKeySet();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final AtomicLong names = new AtomicLong();
  private final List<Thread> senders = new ArrayList<>();
  private volatile boolean ended;

  StoreLoad(TestEngine engine, List<String> routes) {
    this.engine = engine;
    for (String route : routes) {
      positive.put(route, ConcurrentHashMap.newKeySet());
      for (int i = 0; i < SENDERS; i++) {
        senders.add(Thread.ofVirtual().start(() -> run(route)));
      }
    }
  }

  private void run(String route) {
    while (!ended) {
      String name = route + "-" + names.incrementAndGet();
      boolean done = false;
      for (int tries = 0; !done && !ended; tries++) {
        // Only where the route knows its repeats is a message sent twice.
        String n = isKeyed(route) ? name : name + "-" + tries;
        try {
          done = send(route, n);
        } catch (RuntimeException | AssertionError broken) {
          faults.add(route + " " + broken);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        done |= tries > 100;
      }
    }
  }

  private static boolean isKeyed(String route) {
    return route.equals("keyed") || route.equals("once");
  }

  private boolean send(String route, String n) {
    long begun = System.nanoTime();
    HttpResponse<String> answer = post(route, n, n);
    slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
    int status = answer.statusCode();
    String outcome = TestEngine.header(answer, "X-Delivery-Outcome");
    counts.computeIfAbsent(route + " " + status, none -> new AtomicLong()).incrementAndGet();
    if (!OUTCOMES.getOrDefault(status, Set.of()).contains(outcome)) {
      faults.add(route + " " + status + " " + answer.body());
    }
    if (status >= 300) {
      // A key that is kept as unknown would stay so.
      return route.equals("keyed") && status == 504;
    }
    positive.getOrDefault(route, Set.of()).add(n);
    return true;
  }

  HttpResponse<String> post(String route, String n, String key) {
    return engine.post("/" + route, body(n), "Idempotency-Key", key);
  }

  private static String body(String n) {
    return "{\"n\":\"" + n + "\"}";
  }

  /** What got a positive answer. */
  Set<String> positive(String route) {
    return Set.copyOf(positive.getOrDefault(route, Set.of()));
  }

  /** The same as it was sent. */
  List<String> bodies(String route) {
    return positive(route).stream().map(StoreLoad::body).toList();
  }

  /** Answers that are not of the table, and requests without one. */
  Set<String> faults() {
    return Set.copyOf(faults);
  }

  Duration slowest() {
    return Duration.ofNanos(slowestNanos.get());
  }

  Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((name, count) -> all.put(name, count.get()));
    return all;
  }

  /** Each sender has its answer. */
  void end() throws InterruptedException {
    ended = true;
    for (Thread sender : senders) {
      sender.join();
    }
  }
}
