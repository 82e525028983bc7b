package io.roundtrip.service;

import io.roundtrip.metrics.MethodFigures;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a Java method takes and returns, as a service's method. Immutable.
 *
 * @param onLoop whether it returns a future
 * @param request what it takes; {@code void} if nothing
 * @param result what its caller gets; {@code void} if nothing
 * @param takesContext whether its last parameter is the {@link CallContext}
 */
record Signature(boolean onLoop, Type request, Type result, boolean takesContext) {
  /** The method's signature, or an {@link IllegalArgumentException} that says why it has none and what to do. */
  static Signature of(Method method, MethodFigures.Kind kind) {
    if (Modifier.isStatic(method.getModifiers())) {
      throw new IllegalArgumentException("it is static: make it a method of the instance");
    }
    if (method.getTypeParameters().length > 0) {
      throw new IllegalArgumentException(
          "it has type parameters, which no caller can give: name the types");
    }
    Type[] parameters = method.getGenericParameterTypes();
    boolean takesContext =
        parameters.length > 0 && parameters[parameters.length - 1] == CallContext.class;
    int requests = parameters.length - (takesContext ? 1 : 0);
    if (requests > 1) {
      throw new IllegalArgumentException(
          "it takes "
              + parameters.length
              + " parameters: put them into one record, behind which a CallContext may stand");
    }
    if (requests == 0 && kind == MethodFigures.Kind.EVENT) {
      throw new IllegalArgumentException(
          "it takes no event: give it a parameter of the event's type, or of type Event");
    }
    Type request = requests == 0 ? void.class : parameters[0];
    if (request != void.class) {
      check("parameter", request);
    }
    return returning(method.getGenericReturnType(), kind, request, takesContext);
  }

  private static Signature returning(
      Type returned, MethodFigures.Kind kind, Type request, boolean takesContext) {
    Class<?> raw =
        returned instanceof Class<?> || returned instanceof ParameterizedType
            ? MethodDefinition.raw(returned)
            : Object.class;
    boolean future = raw == Future.class;
    if (!future && foreignFuture(raw) != null) {
      throw new IllegalArgumentException(
          "it returns " + raw.getName() + ": return io.vertx.core.Future, or the value itself");
    }
    if (kind != MethodFigures.Kind.RPC) {
      if (!future && raw != Void.class) {
        throw new IllegalArgumentException(
            "it returns "
                + returned.getTypeName()
                + ", for which nobody waits: return nothing or a Future, or make it an @Rpc");
      }
      return new Signature(future, request, void.class, takesContext);
    }
    if (!future) {
      Type result = raw == Void.class ? void.class : returned;
      if (result != void.class) {
        check("result", result);
      }
      return new Signature(false, request, result, takesContext);
    }
    if (!(returned instanceof ParameterizedType typed)) {
      throw new IllegalArgumentException(
          "it returns a Future of an unknown type: say Future<Type>");
    }
    Type result = typed.getActualTypeArguments()[0];
    check("result", result);
    return new Signature(true, request, result == Void.class ? void.class : result, takesContext);
  }

  private static @Nullable Class<?> foreignFuture(Class<?> raw) {
    boolean future =
        java.util.concurrent.Future.class.isAssignableFrom(raw)
            || CompletionStage.class.isAssignableFrom(raw)
            || Future.class.isAssignableFrom(raw)
            || raw.getName().startsWith("io.roundtrip.future.");
    return future ? raw : null;
  }

  /** Callers and JSON need to know what it is. */
  private static void check(String what, Type type) {
    boolean known =
        switch (type) {
          case Class<?> raw -> raw != Object.class && raw.getTypeParameters().length == 0;
          case ParameterizedType generic -> {
            for (Type argument : generic.getActualTypeArguments()) {
              check(what, argument);
            }
            yield true;
          }
          default -> false;
        };
    if (!known) {
      throw new IllegalArgumentException(
          "its " + what + " is of an unknown type, " + type.getTypeName() + ": name a record");
    }
  }
}
