package io.roundtrip.web;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine has for a shard's handlers, by class. Confined to the shard's loop; filled before its endpoint is made. */
public final class ShardObjects {
  private final Map<Class<?>, Object> objects = new HashMap<>();
  private final Map<Class<?>, String> absent = new HashMap<>();

  /** Hands this to handlers that ask for the class. */
  public <T> ShardObjects with(Class<T> type, T object) {
    objects.put(type, object);
    return this;
  }

  /** There is none of the class, and this is why and what to do. */
  public ShardObjects without(Class<?> type, String why) {
    absent.put(type, why);
    return this;
  }

  @Nullable Object find(Class<?> type) {
    return objects.get(type);
  }

  /** Why there is none. */
  String whyNot(Class<?> type) {
    String why = absent.get(type);
    return why == null
        ? "nothing provides "
            + type.getName()
            + ": add http.provide("
            + type.getSimpleName()
            + ".class, …)"
        : why;
  }
}
