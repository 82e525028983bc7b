package io.roundtrip.service;

import io.roundtrip.metrics.MethodFigures;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One method of a service, checked. Immutable.
 *
 * @param service its service's name
 * @param name what it is called by
 * @param kind what it is for
 * @param onLoop whether it returns a future, and so runs on the event loop
 * @param requestType what it takes; {@code void} if nothing
 * @param resultType what its caller gets; {@code void} if nothing
 * @param pattern the subjects of a handler; empty of the others
 * @param policy how its calls are run
 * @param binder binds it to an instance of its service; which is null for a method that was registered by itself
 */
record MethodDefinition(
    String service,
    String name,
    MethodFigures.Kind kind,
    boolean onLoop,
    Type requestType,
    Type resultType,
    String pattern,
    MethodPolicy policy,
    Function<@Nullable Object, Invoker> binder) {
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          char.class, Character.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class,
          void.class, Void.class);

  /** Whether it takes no request. */
  boolean takesNothing() {
    return requestType == void.class;
  }

  /** Whether an object may be its request. */
  boolean takes(@Nullable Object request) {
    return request == null ? !isPrimitive(requestType) : raw(requestType).isInstance(request);
  }

  private static boolean isPrimitive(Type type) {
    return type instanceof Class<?> raw && raw.isPrimitive() && raw != void.class;
  }

  /** The class of a type, a box for a primitive one. */
  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> raw -> BOXES.getOrDefault(raw, raw);
      case ParameterizedType generic -> raw(generic.getRawType());
      default -> throw new IllegalArgumentException("no class: " + type);
    };
  }
}
