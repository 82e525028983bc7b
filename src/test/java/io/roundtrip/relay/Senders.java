package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.TestEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Senders of stored messages that wait for each answer and go on whatever happens, one for each key. Thread-safe, because what
 * they share are concurrent collections.
 */
final class Senders {
  private static final int KEYS = 6;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final URI base;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Map<String, String>> stored =
      Map.of("keyed", new ConcurrentHashMap<>(), "once", new ConcurrentHashMap<>());
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final AtomicInteger unknown = new AtomicInteger();
  private volatile boolean ended;

  Senders(int port) {
    base = URI.create("http://127.0.0.1:" + port + "/");
    for (String route : stored.keySet()) {
      for (int key = 0; key < KEYS; key++) {
        String name = "k" + key;
        threads.add(Thread.ofPlatform().daemon().start(() -> send(route, name)));
      }
    }
  }

  private void send(String route, String key) {
    for (int n = 0; !ended; n++) {
      String body = "{\"k\":\"" + key + "\",\"n\":" + n + "}";
      try {
        HttpResponse<String> answer =
            client.send(
                TestEngine.post(base.resolve(route), body).build(),
                HttpResponse.BodyHandlers.ofString());
        switch (answer.statusCode()) {
          case 202 ->
              mapOf(route).put(body, answer.headers().firstValue("X-Message-Id").orElse(""));
          case 504 -> unknown.incrementAndGet();
          default -> {
            refused.add(route + body);
            LockSupport.parkNanos(PAUSE.toNanos());
          }
        }
      } catch (IOException broken) {
        unknown.incrementAndGet();
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (InterruptedException interrupted) {
        return;
      }
    }
  }

  private Map<String, String> mapOf(String route) {
    Map<String, String> of = stored.get(route);
    if (of == null) {
      throw new IllegalArgumentException(route);
    }
    return of;
  }

  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
    client.close();
  }

  /** Of the bodies answered 202, the ids. */
  Map<String, String> stored(String route) {
    return mapOf(route);
  }

  /** Of the bodies that were refused, those of a route. */
  List<String> refused(String route) {
    return refused.stream()
        .filter(each -> each.startsWith(route))
        .map(each -> each.substring(route.length()))
        .toList();
  }

  int unknown() {
    return unknown.get();
  }

  /** What arrived first of each message is in the order in which its key's sender sent. */
  static void checkOrder(List<String> bodies) {
    Map<String, Integer> last = new HashMap<>();
    for (String body : bodies.stream().distinct().toList()) {
      String key = body.substring(6, body.indexOf('"', 6));
      int n = Integer.parseInt(body.substring(body.lastIndexOf(':') + 1, body.length() - 1));
      int before = last.getOrDefault(key, -1);
      assertEquals(Math.max(before, n), n, () -> body + " came after " + before);
      last.put(key, n);
    }
  }

  static Map<String, Integer> counts(List<String> bodies) {
    Map<String, Integer> counts = new HashMap<>();
    bodies.forEach(body -> counts.merge(body, 1, Integer::sum));
    return counts;
  }
}
