package io.roundtrip.demo.shop;

import io.roundtrip.demo.shop.EventReader.Told;
import io.roundtrip.service.ServiceClient;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the parts of the demo play on: they ask by it, it prints what came and how long that took, and holds it against what
 * should have come. Confined to the demo's thread, which it blocks.
 */
final class Stage {
  /** Published behind all that was waited for, so that what came too much is seen. */
  private static final String CURTAIN = "demo.curtain";

  private static final Map<String, String> SPEAKERS =
      Map.of(
          "inventory.reserved", "Inventory",
          "emails.sent", "Email",
          "emails.failed", "Email",
          "alerts.emails", "Email",
          "sales.recorded", "Analytics",
          "tracking.opened", "Tracking");

  private final PrintWriter out;
  private final ServiceClient calls;
  private final ShopHttp http;
  private final EventReader events;
  private long begunMillis;
  private long criticalNanos;
  private int wrong;

  Stage(PrintWriter out, ServiceClient calls, ShopHttp http, EventReader events) {
    this.out = out;
    this.calls = calls;
    this.http = http;
    this.events = events;
  }

  /** The services, from inside the JVM. */
  ServiceClient calls() {
    return calls;
  }

  /** The services, from elsewhere. */
  ShopHttp http() {
    return http;
  }

  // Played ------------------------------------------------------------------------------------

  void begin(String heading) {
    out.println();
    out.println(heading);
    begunMillis = System.currentTimeMillis();
    criticalNanos = 0;
  }

  /** Does something that the customer waits for, and prints what came of it. */
  <T> T step(String what, Supplier<T> act, Function<? super T, String> came) {
    long start = System.nanoTime();
    T result = act.get();
    long nanos = System.nanoTime() - start;
    criticalNanos += nanos;
    out.printf("   %-49s %5d ms   %s%n", what, millis(nanos), came.apply(result));
    return result;
  }

  void line(String text) {
    out.println("   " + text);
  }

  /** How long the customer waited in all. */
  void total() {
    out.println("   Total: " + millis(criticalNanos) + " ms on the critical path");
  }

  static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  // Behind it ---------------------------------------------------------------------------------

  /** Waits until this went on behind it, prints it, and says what is missing or too much. */
  List<Told> behind(Map<String, Integer> expected) {
    List<Told> told = collect(expected);
    told.forEach(this::print);
    return told;
  }

  private void print(Told one) {
    if (one.subject().equals("orders.created")) {
      return; // what the others heard of
    }
    out.printf(
        "   [%s] %s%s (%s, after %d ms)%n",
        SPEAKERS.getOrDefault(one.subject(), "Background"),
        one.orderId().isEmpty() ? "" : one.orderId() + ": ",
        one.text(),
        one.subject(),
        one.epochMillis() - begunMillis);
  }

  /** Waits until this went on, and says what is missing or too much, without printing all of it. */
  List<Told> collect(Map<String, Integer> expected) {
    Map<String, Integer> wanted = new HashMap<>(expected);
    List<Told> told = events.until(wanted);
    calls.publish(CURTAIN, Map.of()).await();
    told.addAll(events.until(Map.of(CURTAIN, 1)));
    told.removeIf(one -> one.subject().equals(CURTAIN));
    Map<String, Integer> came = new HashMap<>();
    told.forEach(one -> came.merge(one.subject(), 1, Integer::sum));
    expect("events", expected, came);
    return told;
  }

  // Checked -----------------------------------------------------------------------------------

  /** Holds what came against what should have. */
  void expect(String what, Object expected, Object came) {
    if (!Objects.equals(expected, came)) {
      wrong("%s: %s, and it was %s".formatted(what, expected, came));
    }
  }

  /** Something was not as it should be. */
  void wrong(String what) {
    wrong++;
    out.println("   EXPECTED " + what);
  }

  boolean isAsExpected() {
    return wrong == 0;
  }
}
