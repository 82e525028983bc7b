package io.roundtrip.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class RegistrationTest {
  /** What the methods below take. */
  record Order(String id) {}

  private static List<String> problems(Services services) {
    return assertThrows(ServiceDefinitionException.class, services::freeze).problems();
  }

  private static void expect(List<String> problems, String... parts) {
    String all = String.join("\n", problems);
    for (String part : parts) {
      assertTrue(all.contains(part), () -> part + " is not in:\n" + all);
    }
  }

  /** No name. */
  static final class Nameless {
    @Rpc
    Order find(Order it) {
      return it;
    }
  }

  /** Nothing to call. */
  @Service("empty")
  static final class Empty {
    Order find(Order it) {
      return it;
    }
  }

  /** One of each mistake. */
  @Service("orders")
  @SuppressWarnings("rawtypes")
  static final class Wrong {
    @Rpc
    @AsyncRpc
    void both(Order it) {}

    @Rpc
    Order overloaded(Order it) {
      return it;
    }

    @Rpc
    Order overloaded(String it) {
      return new Order(it);
    }

    @Rpc
    Order takesAnything(Object it) {
      return new Order(it.toString());
    }

    @Rpc
    <T> Order generic(T it) {
      return new Order(String.valueOf(it));
    }

    @Rpc
    Future raw(Order it) {
      return Future.succeededFuture(it);
    }

    @Rpc
    Future<?> wild(Order it) {
      return Future.succeededFuture(it);
    }

    @Rpc
    CompletableFuture<Order> foreign(Order it) {
      return CompletableFuture.completedFuture(it);
    }

    @Rpc
    Order two(Order one, Order other) {
      return one;
    }

    @Rpc
    static Order ofTheClass(Order it) {
      return it;
    }

    @AsyncRpc
    Order forNobody(Order it) {
      return it;
    }

    @On("orders..created")
    void badPattern(Order it) {}

    @On("orders.created")
    void takesNothing() {}

    @Rpc(attempts = 3)
    Order again(Order it) {
      return it;
    }

    @Rpc(timeout = "soon")
    Order late(Order it) {
      return it;
    }

    @Rpc(concurrency = 0)
    Order never(Order it) {
      return it;
    }

    @Rpc(name = "a b")
    Order named(Order it) {
      return it;
    }
  }

  @Test
  void everyMistakeIsToldAtOnceWithItsPlaceAndWhatToDo() {
    Services services =
        new Services()
            .register(new Nameless())
            .register(new Empty())
            .register(new Wrong())
            .rpc("bad name", "x", Order.class, Order.class, order -> order);
    List<String> problems = problems(services);
    expect(
        problems,
        Nameless.class.getName() + ": it has no @Service: annotate it with @Service(\"its name\")",
        Empty.class.getName() + ": it has no method with @Rpc",
        Wrong.class.getName() + ".both: it is ambiguous",
        "method 'overloaded': two have this name",
        ".takesAnything: its parameter is of an unknown type, java.lang.Object: name a record",
        ".generic: it has type parameters",
        ".raw: it returns a Future of an unknown type: say Future<Type>",
        ".wild: its result is of an unknown type, ?",
        ".foreign: it returns java.util.concurrent.CompletableFuture: return io.vertx.core.Future",
        ".two: it takes 2 parameters: put them into one record",
        ".ofTheClass: it is static",
        ".forNobody: it returns " + Order.class.getName() + ", for which nobody waits",
        ".badPattern: a pattern is tokens",
        ".takesNothing: it takes no event",
        ".again: it is to be tried 3 times",
        "say idempotent = true",
        ".late: timeout must be a time like 250ms, 5s or 1h, got 'soon'",
        ".never: concurrency must be 1 to 10000, got 0",
        ".named: a method's name is letters",
        "service 'bad name': method 'x': names are letters");
    assertEquals(19, problems.size(), () -> String.join("\n", problems));
  }

  /** A good one. */
  @Service("orders")
  static final class Good {
    @Rpc
    Order find(Order it) {
      return it;
    }
  }

  @Test
  void twoMethodsOfOneNameAreTold() {
    List<String> problems =
        problems(
            new Services()
                .register(new Good())
                .rpc("orders", "find", Order.class, Order.class, order -> order));
    assertEquals(1, problems.size());
    expect(problems, "service 'orders': method 'find': two have this name", Good.class.getName());
  }

  /** Everything that is allowed. */
  @Service("all")
  static final class Allowed {
    @Rpc(
        name = "other",
        concurrency = 3,
        queue = 7,
        timeout = "2s",
        idempotent = true,
        attempts = 4,
        backoff = "5ms",
        breakerFailures = 2,
        breakerOpenFor = "1m")
    Future<List<Order>> list(Map<String, Order> by, CallContext call) {
      return Future.succeededFuture(List.of());
    }

    @Rpc
    int count() {
      return 1;
    }

    @Rpc
    void forget(Order it) {}

    @AsyncRpc
    Future<Void> later(Order it) {
      return Future.succeededFuture();
    }

    @On("orders.>")
    void on(Order it, CallContext call) {}
  }

  @Test
  void annotationsSayHowCallsAreRun() {
    Registry registry = new Services().register(new Allowed()).freeze();
    MethodDefinition other = Objects.requireNonNull(registry.find("all", "other"));
    assertTrue(other.onLoop());
    MethodPolicy policy = other.policy();
    assertEquals(3, policy.concurrency());
    assertEquals(7, policy.queue());
    assertEquals(Duration.ofSeconds(2), policy.timeout());
    assertEquals(4, policy.retry().attempts());
    assertEquals(Duration.ofMillis(5), policy.retry().delay());
    assertTrue(policy.breaker() != null && policy.breaker().failures() == 2);
    assertEquals(5, Objects.requireNonNull(registry.byName().get("all")).size());
    MethodDefinition on = registry.find("all", "on");
    assertTrue(on != null && on.policy().concurrency() == 1 && on.pattern().equals("orders.>"));
  }

  @Test
  void nothingIsTakenInAfterTheStart() {
    Services services = new Services().register(new Good());
    services.freeze();
    String said =
        assertThrows(IllegalStateException.class, () -> services.register(new Good())).getMessage();
    assertTrue(String.valueOf(said).contains("before the engine has started"), said);
  }
}
