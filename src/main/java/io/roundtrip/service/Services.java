package io.roundtrip.service;

import io.roundtrip.event.Subjects;
import io.roundtrip.metrics.MethodFigures.Kind;
import io.vertx.core.Future;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what an engine is to offer, until it starts. Used by one thread.
 *
 * {@snippet :
 * services.register(new OrderService(client));
 * services.rpc("greeting", "greet", Name.class, Greeting.class, name -> new Greeting("Hello, " + name.text()));
 * }
 *
 * <p>Nothing is refused here: {@link #freeze} tells all problems at once.
 */
public final class Services {
  private final List<String> problems = new ArrayList<>();
  private final List<Registry.Offer> offers = new ArrayList<>();
  private boolean frozen;

  /** Offers the annotated methods of the object, which has one home shard: its loop runs those that return a future. */
  public Services register(Object instance) {
    open();
    offers.add(
        new Registry.Offer(
            Inspection.of(instance.getClass(), problems), false, () -> instance, place(instance)));
    return this;
  }

  private static String place(Object instance) {
    return "class " + instance.getClass().getName();
  }

  /**
   * Offers the annotated methods of a class of which every shard has an instance of its own, made on the shard's loop: a
   * caller's own shard serves it. An event goes to one of them.
   */
  public <T> Services perShard(Class<T> type, Supplier<? extends T> instance) {
    open();
    offers.add(
        new Registry.Offer(
            Inspection.of(type, problems), true, instance, "class " + type.getName()));
    return this;
  }

  /** Offers a method that runs on a virtual thread: {@link Rpc} without annotations. */
  public <Q extends @Nullable Object, R extends @Nullable Object> Services rpc(
      String service,
      String method,
      Class<Q> request,
      Class<R> result,
      RpcFunction<? super Q, ? extends R> function) {
    return rpc(service, method, request, result, MethodPolicy.CALL, function);
  }

  /** {@link #rpc(String, String, Class, Class, RpcFunction)} with a policy of its own. */
  public <Q extends @Nullable Object, R extends @Nullable Object> Services rpc(
      String service,
      String method,
      Class<Q> request,
      Class<R> result,
      MethodPolicy policy,
      RpcFunction<? super Q, ? extends R> function) {
    return add(service, method, Kind.RPC, false, request, result, "", policy, straight(function));
  }

  /** Offers a method that returns a future and runs on the event loop of its service's home shard. */
  public <Q extends @Nullable Object, R extends @Nullable Object> Services rpcOnLoop(
      String service,
      String method,
      Class<Q> request,
      Class<R> result,
      MethodPolicy policy,
      BiFunction<? super Q, ? super CallContext, ? extends Future<? extends R>> function) {
    return add(service, method, Kind.RPC, true, request, result, "", policy, chained(function));
  }

  /** Offers a method whose callers wait only until they are accepted: {@link AsyncRpc} without annotations. */
  public <Q extends @Nullable Object> Services asyncRpc(
      String service,
      String method,
      Class<Q> request,
      MethodPolicy policy,
      RpcFunction<? super Q, ?> function) {
    return add(
        service, method, Kind.ASYNC, false, request, void.class, "", policy, straight(function));
  }

  /**
   * Tells a function of events: {@link On} without annotations.
   *
   * @param service under whose name its failures are told
   * @param name its own, likewise
   */
  public <E> Services on(
      String service,
      String name,
      String pattern,
      Class<E> event,
      MethodPolicy policy,
      RpcFunction<? super E, ?> function) {
    return add(
        service, name, Kind.EVENT, false, event, void.class, pattern, policy, straight(function));
  }

  @SuppressWarnings("unchecked") // the runner has checked what the method takes
  private static <Q extends @Nullable Object> Invoker straight(RpcFunction<? super Q, ?> function) {
    return (request, call) -> ((RpcFunction<@Nullable Object, ?>) function).apply(request);
  }

  @SuppressWarnings("unchecked") // likewise
  private static <Q extends @Nullable Object> Invoker chained(
      BiFunction<? super Q, ? super CallContext, ?> function) {
    return (request, call) ->
        ((BiFunction<@Nullable Object, CallContext, ?>) function).apply(request, call);
  }

  private Services add(
      String service,
      String method,
      Kind kind,
      boolean onLoop,
      Type request,
      Type result,
      String pattern,
      MethodPolicy policy,
      Invoker invoker) {
    open();
    String place = "service '%s': method '%s'".formatted(service, method);
    if (!Subjects.isToken(service) || !Subjects.isToken(method)) {
      problems.add(place + ": names are letters, digits, '_' and '-'");
      return this;
    }
    String noPattern = kind == Kind.EVENT ? Subjects.patternProblem(pattern) : null;
    if (noPattern != null) {
      problems.add(place + ": " + noPattern);
      return this;
    }
    Type takes = request == Void.class ? void.class : request;
    Type gives = result == Void.class ? void.class : result;
    offers.add(
        new Registry.Offer(
            List.of(
                new MethodDefinition(
                    service, method, kind, onLoop, takes, gives, pattern, policy, any -> invoker)),
            false,
            () -> null,
            "registered by itself"));
    return this;
  }

  /** Whether nothing was offered. */
  public boolean isEmpty() {
    return offers.isEmpty();
  }

  /**
   * What came of it; from now on nothing more is taken in.
   *
   * @throws ServiceDefinitionException with every problem
   */
  Registry freeze() {
    open();
    frozen = true;
    return Registry.of(offers, problems);
  }

  private void open() {
    if (frozen) {
      throw new IllegalStateException(
          "the services are being offered already: register them before the engine has started");
    }
  }
}
