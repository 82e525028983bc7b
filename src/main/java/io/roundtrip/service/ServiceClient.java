package io.roundtrip.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roundtrip.event.Publication;
import io.roundtrip.event.Subjects;
import io.roundtrip.metrics.MethodFigures;
import io.roundtrip.service.ServiceException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Calls an engine's services by name, and publishes events. Immutable, and so thread-safe: the same from an event loop, a
 * virtual thread and a plain one.
 *
 * {@snippet :
 * client.call("order_service", "find", id, Order.class).map(Order::total);   // an event loop chains
 * Order order = client.call("order_service", "find", id, Order.class).await(); // a virtual or plain thread waits
 * }
 *
 * <p>On an event loop a future is completed on that loop. For other threads it is completed on a loop of the engine, on which a
 * chain must not block: they wait. A failure is always a {@link ServiceException}. A call inherits deadline and trace from the
 * call that is being handled ({@link CallContext}).
 *
 * <p>In one JVM requests and results are passed by reference: they must be immutable. From a loop of the engine a call goes
 * over the event bus by a {@link io.roundtrip.bus.Caller} of that loop, which costs about a microsecond; no other way was
 * needed.
 */
public final class ServiceClient {
  private static final Duration EVENT_TIMEOUT = Duration.ofSeconds(5);

  private final ServiceRuntime runtime;
  private final @Nullable CallContext within;
  private final long timeoutNanos;

  ServiceClient(ServiceRuntime runtime) {
    this(runtime, null, Long.MAX_VALUE);
  }

  private ServiceClient(ServiceRuntime runtime, @Nullable CallContext within, long timeoutNanos) {
    this.runtime = runtime;
    this.within = within;
    this.timeoutNanos = timeoutNanos;
  }

  /** Calls in the name of another call, whose deadline and trace they inherit: for chains that go on after its method returned. */
  public ServiceClient within(CallContext call) {
    return new ServiceClient(runtime, call, timeoutNanos);
  }

  /** Calls that wait for so long at most, and never longer than the method's own time limit. */
  public ServiceClient timeout(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero()) {
      throw new IllegalArgumentException("a timeout must be positive, got " + atMost);
    }
    return new ServiceClient(
        runtime,
        within,
        atMost.compareTo(Duration.ofDays(1)) > 0 ? Long.MAX_VALUE : atMost.toNanos());
  }

  // Calls -------------------------------------------------------------------------------------

  /**
   * Calls a method and completes with what it returns, null if it returns nothing.
   *
   * @param request what it takes; null if it takes nothing
   * @param type what it returns, {@code Void.class} if nothing
   */
  public <R extends @Nullable Object> Future<R> call(
      String service, String method, @Nullable Object request, Class<R> type) {
    Target target = runtime.target(service, method);
    ServiceException no = refusal(target, service, method, request);
    if (target == null || no != null) {
      return Future.failedFuture(no);
    }
    if (target.method().kind() == MethodFigures.Kind.ASYNC) {
      return Future.failedFuture(
          invalid(target, "it is asynchronous, and nobody waits for its result: use callAsync"));
    }
    Promise<R> promise = Promise.promise();
    send(target, request, RpcRequest.Mode.RESULT, type, promise);
    return promise.future();
  }

  /**
   * Calls a method and completes when the call is accepted: it is run at most once, and lost if the engine dies. A failure is
   * published on {@code errors.<service>.<method>}.
   */
  public Future<Accepted> callAsync(String service, String method, @Nullable Object request) {
    return callAsync(service, method, request, false);
  }

  /**
   * {@link #callAsync(String, String, Object)}.
   *
   * @param durable whether it is stored first, and then run until it is done, also by an engine that starts later
   */
  public Future<Accepted> callAsync(
      String service, String method, @Nullable Object request, boolean durable) {
    Target target = runtime.target(service, method);
    ServiceException no = refusal(target, service, method, request);
    if (target == null || no != null) {
      return Future.failedFuture(no);
    }
    if (durable) {
      return store(target, request);
    }
    Promise<Accepted> promise = Promise.promise();
    send(target, request, RpcRequest.Mode.ACCEPTANCE, Accepted.class, promise);
    return promise.future();
  }

  private Future<Accepted> store(Target target, @Nullable Object request) {
    DurableCalls store = runtime.durable();
    MethodDefinition method = target.method();
    if (store == null) {
      return Future.failedFuture(
          ServiceException.of(
              Kind.UNAVAILABLE,
              method.service(),
              method.name(),
              "a durable call needs a store: add store: to the engine's conf"));
    }
    String json;
    try {
      json = new String(runtime.codec().write(request), UTF_8);
    } catch (ServiceException unwritable) {
      return Future.failedFuture(unwritable.at(method.service(), method.name()));
    }
    return store.submit(ServiceRuntime.durableName(target), json).map(id -> new Accepted(id, true));
  }

  /** Runs a stored call, whatever the method is for, and completes when it is done. */
  Future<@Nullable Object> run(Target target, @Nullable Object request) {
    Promise<@Nullable Object> promise = Promise.promise();
    send(target, request, RpcRequest.Mode.RESULT, Object.class, promise);
    return promise.future();
  }

  /** A call from the HTTP edge, whose id, trace and time came with it. */
  Future<@Nullable Object> call(Target target, Outgoing call) {
    Promise<@Nullable Object> promise = Promise.promise();
    MethodDefinition method = target.method();
    Class<?> type = call.mode() == RpcRequest.Mode.ACCEPTANCE ? Accepted.class : Object.class;
    runtime.send(
        target, call, new Reply<@Nullable Object>(method.service(), method.name(), type, promise));
    return promise.future();
  }

  private <R extends @Nullable Object> void send(
      Target target,
      @Nullable Object request,
      RpcRequest.Mode mode,
      Class<?> type,
      Promise<R> promise) {
    MethodDefinition method = target.method();
    CallContext parent = within == null ? CallContext.current() : within;
    long now = System.nanoTime();
    long deadline = now + Math.min(timeoutNanos, method.policy().timeout().toNanos());
    if (parent != null && parent.deadlineNanos() - deadline < 0) {
      deadline = parent.deadlineNanos();
    }
    if (deadline - now <= 0) {
      promise.fail(
          ServiceException.of(
              Kind.TIMEOUT, method.service(), method.name(), "the caller's deadline has passed"));
      return;
    }
    runtime.send(
        target,
        new Outgoing(
            request,
            null,
            deadline,
            parent == null ? null : parent.traceparent(),
            mode,
            parent != null),
        new Reply<R>(method.service(), method.name(), MethodDefinition.raw(type), promise));
  }

  private @Nullable ServiceException refusal(
      @Nullable Target target, String service, String method, @Nullable Object request) {
    if (target == null) {
      return runtime.hasStarted()
          ? ServiceException.of(Kind.NOT_FOUND, service, method, "there is none of this name")
          : ServiceException.of(
              Kind.UNAVAILABLE, service, method, "the engine's services have not started");
    }
    if (target.method().kind() == MethodFigures.Kind.EVENT) {
      return ServiceException.of(Kind.NOT_FOUND, service, method, "it handles events: publish one");
    }
    if (!target.method().takes(request)) {
      return invalid(
          target,
          "it takes %s, got %s"
              .formatted(
                  target.method().takesNothing()
                      ? "nothing"
                      : target.method().requestType().getTypeName(),
                  request == null ? "null" : request.getClass().getName()));
    }
    return null;
  }

  private static ServiceException invalid(Target target, String detail) {
    return ServiceException.of(
        Kind.INVALID, target.method().service(), target.method().name(), detail);
  }

  // Events ------------------------------------------------------------------------------------

  /**
   * Publishes an event and completes with its id when the hub has it: the handlers come to it after that.
   *
   * @param subject tokens with dots between
   * @param event what handlers get by reference, and others as JSON
   */
  public Future<String> publish(String subject, Object event) {
    String problem = Subjects.problem(subject);
    if (problem != null) {
      return Future.failedFuture(ServiceException.of(Kind.INVALID, "", "", problem));
    }
    CallContext parent = within == null ? CallContext.current() : within;
    byte[] json;
    try {
      json = runtime.codec().write(event);
    } catch (ServiceException unwritable) {
      return Future.failedFuture(unwritable);
    }
    return publish(
        new Publication(
            subject,
            "",
            json,
            event,
            parent == null ? null : parent.traceparent(),
            parent != null));
  }

  /** Publishes what is checked. */
  Future<String> publish(Publication event) {
    if (!runtime.hasStarted()) {
      return Future.failedFuture(
          ServiceException.of(Kind.UNAVAILABLE, "", "", "the engine's services have not started"));
    }
    Promise<String> promise = Promise.promise();
    long deadline = System.nanoTime() + EVENT_TIMEOUT.toNanos();
    runtime.publish(event, deadline, new Reply<>("", "", String.class, promise));
    return promise.future();
  }

  // Proxies -----------------------------------------------------------------------------------

  /** {@link #proxy(String, Class)} of the service that the interface's {@link Service} annotation names. */
  public <T> T proxy(Class<T> api) {
    String service = Inspection.serviceOf(api);
    if (service == null) {
      throw new IllegalArgumentException(
          api.getName() + " has no @Service: annotate it, or say the service's name");
    }
    return proxy(service, api);
  }

  /**
   * A service as an interface. A method that returns a {@code Future} is for every thread; one that returns a value, or
   * nothing, waits, and so is not for event loops. It has one parameter, the request, or none, and calls the method of its name,
   * or of the name in its {@link Rpc} or {@link AsyncRpc} annotation. An asynchronous method's call is over when it is accepted.
   *
   * @throws IllegalArgumentException if the type is no interface or, once the services have started, if one of its methods is
   *     not there as it says, with everything that is wrong
   */
  public <T> T proxy(String service, Class<T> api) {
    return ClientProxy.of(this, runtime, service, api);
  }
}
