package io.roundtrip.service;

import io.roundtrip.future.Await;
import io.roundtrip.metrics.MethodFigures;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is behind an interface of calls. Immutable. */
final class ClientProxy implements InvocationHandler {
  private final ServiceClient client;
  private final ServiceRuntime runtime;
  private final String service;
  private final Class<?> api;
  private final Map<Method, Signature> signatures;

  private ClientProxy(
      ServiceClient client,
      ServiceRuntime runtime,
      String service,
      Class<?> api,
      Map<Method, Signature> signatures) {
    this.client = client;
    this.runtime = runtime;
    this.service = service;
    this.api = api;
    this.signatures = signatures;
  }

  static <T> T of(ServiceClient client, ServiceRuntime runtime, String service, Class<T> api) {
    if (!api.isInterface()) {
      throw new IllegalArgumentException(api.getName() + " is no interface");
    }
    List<String> problems = new ArrayList<>();
    Map<Method, Signature> signatures = new HashMap<>();
    for (Method method : api.getMethods()) {
      if (!Modifier.isAbstract(method.getModifiers())) {
        continue;
      }
      try {
        Signature signature = Signature.of(method, MethodFigures.Kind.RPC);
        signatures.put(method, signature);
        check(runtime, service, method, signature);
      } catch (IllegalArgumentException problem) {
        problems.add(
            "service '%s': %s.%s: %s"
                .formatted(service, api.getName(), method.getName(), problem.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return api.cast(
        Proxy.newProxyInstance(
            api.getClassLoader(),
            new Class<?>[] {api},
            new ClientProxy(client, runtime, service, api, signatures)));
  }

  private static void check(
      ServiceRuntime runtime, String service, Method method, Signature signature) {
    if (signature.takesContext()) {
      throw new IllegalArgumentException(
          "it takes a CallContext, which is made for whoever is called: leave it out, and call"
              + " through within()");
    }
    if (!runtime.hasStarted()) {
      return;
    }
    Target target = runtime.target(service, nameOf(method));
    if (target == null || target.method().kind() == MethodFigures.Kind.EVENT) {
      throw new IllegalArgumentException("the service has no method '" + nameOf(method) + "'");
    }
    MethodDefinition there = target.method();
    if (!fits(signature.request(), there.requestType())) {
      throw new IllegalArgumentException(
          "it takes %s, and the service's method %s"
              .formatted(signature.request().getTypeName(), there.requestType().getTypeName()));
    }
    if (there.kind() == MethodFigures.Kind.RPC && !fits(there.resultType(), signature.result())) {
      throw new IllegalArgumentException(
          "it returns %s, and the service's method %s"
              .formatted(signature.result().getTypeName(), there.resultType().getTypeName()));
    }
  }

  private static boolean fits(Type from, Type to) {
    return MethodDefinition.raw(to).isAssignableFrom(MethodDefinition.raw(from));
  }

  private static String nameOf(Method method) {
    Rpc rpc = method.getAnnotation(Rpc.class);
    AsyncRpc async = method.getAnnotation(AsyncRpc.class);
    String name = rpc != null ? rpc.name() : async != null ? async.name() : "";
    return name.isEmpty() ? method.getName() : name;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, arguments);
    }
    Signature signature = signatures.get(method);
    if (signature == null) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    if (!signature.onLoop() && Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "%s.%s waits for its result, and %s is an event loop: let it return a Future, or call it from a virtual thread"
              .formatted(api.getSimpleName(), method.getName(), Thread.currentThread().getName()));
    }
    Object request = arguments == null || arguments.length == 0 ? null : arguments[0];
    Future<?> called = call(method, request, signature);
    return signature.onLoop() ? called : Await.await(called);
  }

  private Future<?> call(Method method, @Nullable Object request, Signature signature) {
    String name = nameOf(method);
    Target target = runtime.target(service, name);
    boolean async = target != null && target.method().kind() == MethodFigures.Kind.ASYNC;
    if (!async) {
      return client.call(service, name, request, MethodDefinition.raw(signature.result()));
    }
    Future<Accepted> accepted = client.callAsync(service, name, request);
    return signature.result() == Accepted.class ? accepted : accepted.mapEmpty();
  }

  private @Nullable Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> api.getSimpleName() + " of service '" + service + "'";
    };
  }
}
