package io.roundtrip.service;

import io.roundtrip.conf.Quantities;
import io.roundtrip.event.Subjects;
import io.roundtrip.future.RetryPolicy;
import io.roundtrip.metrics.MethodFigures.Kind;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a class's annotations into definitions. Used by one thread. Goes on after a problem, so that all are told at once. */
final class Inspection {
  private final Class<?> type;
  private final List<String> problems;
  private final List<MethodDefinition> found = new ArrayList<>();

  private Inspection(Class<?> type, List<String> problems) {
    this.type = type;
    this.problems = problems;
  }

  /** The methods of the class, without those with a problem, which is added to the others. */
  static List<MethodDefinition> of(Class<?> type, List<String> problems) {
    return new Inspection(type, problems).run();
  }

  /** The name in the class's annotation; null if there is none. */
  static @Nullable String serviceOf(Class<?> type) {
    Service annotation = type.getAnnotation(Service.class);
    return annotation == null ? null : annotation.value();
  }

  private List<MethodDefinition> run() {
    String service = serviceOf(type);
    if (service == null) {
      problems.add(
          "class %s: it has no @Service: annotate it with @Service(\"its name\")"
              .formatted(type.getName()));
      return found;
    }
    if (!Subjects.isToken(service)) {
      problems.add(
          "class %s: a service's name is letters, digits, '_' and '-', got '%s'"
              .formatted(type.getName(), service));
      return found;
    }
    List<Method> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> !method.isSynthetic() && !annotations(method).isEmpty())
            .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
            .toList();
    if (methods.isEmpty()) {
      problems.add(
          "class %s: it has no method with @Rpc, @AsyncRpc or @On: annotate those to be called"
              .formatted(type.getName()));
    }
    methods.forEach(method -> inspect(service, method));
    return found;
  }

  private static List<Annotation> annotations(Method method) {
    return Stream.of(Rpc.class, AsyncRpc.class, On.class)
        .<@Nullable Annotation>map(method::getAnnotation)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .toList();
  }

  private void inspect(String service, Method method) {
    List<Annotation> annotations = annotations(method);
    try {
      if (annotations.size() > 1) {
        throw new IllegalArgumentException(
            "it is ambiguous: it has several of @Rpc, @AsyncRpc and @On; leave one");
      }
      found.add(
          switch (annotations.getFirst()) {
            case Rpc rpc ->
                define(service, method, Kind.RPC, rpc.name(), "", Options.of(rpc).policy());
            case AsyncRpc async ->
                define(service, method, Kind.ASYNC, async.name(), "", Options.of(async).policy());
            case On on ->
                define(service, method, Kind.EVENT, on.name(), on.value(), Options.of(on).policy());
            case Annotation other -> throw new IllegalStateException(other.toString());
          });
    } catch (IllegalArgumentException problem) {
      problems.add(
          "service '%s': %s.%s: %s"
              .formatted(service, type.getName(), method.getName(), problem.getMessage()));
    }
  }

  private static MethodDefinition define(
      String service, Method method, Kind kind, String given, String pattern, MethodPolicy policy) {
    String name = given.isEmpty() ? method.getName() : given;
    if (!Subjects.isToken(name)) {
      throw new IllegalArgumentException(
          "a method's name is letters, digits, '_' and '-', got '"
              + name
              + "': give it one by its annotation's name");
    }
    String noPattern = kind == Kind.EVENT ? Subjects.patternProblem(pattern) : null;
    if (noPattern != null) {
      throw new IllegalArgumentException(noPattern);
    }
    Signature signature = Signature.of(method, kind);
    return new MethodDefinition(
        service,
        name,
        kind,
        signature.onLoop(),
        signature.request(),
        signature.result(),
        pattern,
        policy,
        binder(method, signature));
  }

  private static Function<@Nullable Object, Invoker> binder(Method method, Signature signature) {
    MethodHandle handle;
    try {
      method.setAccessible(true);
      handle = MethodHandles.lookup().unreflect(method);
    } catch (IllegalAccessException | RuntimeException closed) {
      throw new IllegalArgumentException(
          "it cannot be called: " + closed.getMessage() + "; make it and its class public");
    }
    return instance -> {
      MethodHandle bound = handle.bindTo(instance);
      if (signature.request() == void.class) {
        bound = MethodHandles.dropArguments(bound, 0, Object.class);
      }
      if (!signature.takesContext()) {
        bound = MethodHandles.dropArguments(bound, 1, CallContext.class);
      }
      MethodHandle call =
          bound.asType(MethodType.methodType(Object.class, Object.class, CallContext.class));
      return (request, context) -> (Object) call.invokeExact(request, context);
    };
  }

  /** What the three annotations have in common. Immutable. */
  private record Options(
      int concurrency,
      int queue,
      String timeout,
      boolean idempotent,
      int attempts,
      String backoff,
      int breakerFailures,
      String breakerOpenFor) {
    static Options of(Rpc it) {
      return new Options(
          it.concurrency(),
          it.queue(),
          it.timeout(),
          it.idempotent(),
          it.attempts(),
          it.backoff(),
          it.breakerFailures(),
          it.breakerOpenFor());
    }

    static Options of(AsyncRpc it) {
      return new Options(
          it.concurrency(),
          it.queue(),
          it.timeout(),
          it.idempotent(),
          it.attempts(),
          it.backoff(),
          it.breakerFailures(),
          it.breakerOpenFor());
    }

    static Options of(On it) {
      return new Options(
          it.concurrency(),
          it.queue(),
          it.timeout(),
          it.idempotent(),
          it.attempts(),
          it.backoff(),
          it.breakerFailures(),
          it.breakerOpenFor());
    }

    MethodPolicy policy() {
      RetryPolicy retry = RetryPolicy.of(attempts).withDelay(duration("backoff", backoff));
      MethodPolicy policy =
          new MethodPolicy(
              concurrency, queue, duration("timeout", timeout), idempotent, retry, null);
      return breakerFailures == 0
          ? policy
          : policy.withBreaker(breakerFailures, duration("breakerOpenFor", breakerOpenFor));
    }

    private static Duration duration(String what, String text) {
      Duration duration = Quantities.duration(text);
      if (duration == null) {
        throw new IllegalArgumentException(
            what + " must be a time like 250ms, 5s or 1h, got '" + text + "'");
      }
      return duration;
    }
  }
}
