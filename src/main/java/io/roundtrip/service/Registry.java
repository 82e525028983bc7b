package io.roundtrip.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that an engine offers, by name. Immutable. */
final class Registry {
  /** Nothing. */
  static final Registry EMPTY = new Registry(List.of(), Map.of());

  private final List<Offer> offers;
  private final Map<String, Map<String, MethodDefinition>> byName;

  /**
   * Methods that share an instance. Immutable.
   *
   * @param methods the methods
   * @param perShard whether every shard has an instance
   * @param instance makes or gives it; null for methods that were registered by themselves
   * @param place where they come from, for a person
   */
  record Offer(
      List<MethodDefinition> methods,
      boolean perShard,
      Supplier<? extends @Nullable Object> instance,
      String place) {}

  private Registry(List<Offer> offers, Map<String, Map<String, MethodDefinition>> byName) {
    this.offers = List.copyOf(offers);
    this.byName = byName;
  }

  /** The registry of the offers, or every problem there is. */
  static Registry of(List<Offer> offers, List<String> before) {
    List<String> problems = new ArrayList<>(before);
    Map<String, Map<String, MethodDefinition>> byName = new TreeMap<>();
    Map<String, String> places = new HashMap<>();
    for (Offer offer : offers) {
      for (MethodDefinition method : offer.methods()) {
        String key = method.service() + "." + method.name();
        String earlier = places.putIfAbsent(key, offer.place());
        if (earlier == null) {
          byName
              .computeIfAbsent(method.service(), name -> new TreeMap<>())
              .put(method.name(), method);
        } else {
          problems.add(
              "service '%s': method '%s': two have this name, %s and %s: give one another by @Rpc(name = …), or its service another"
                  .formatted(method.service(), method.name(), earlier, offer.place()));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ServiceDefinitionException(problems);
    }
    return new Registry(offers, byName);
  }

  /** The method of the name; null if there is none. */
  @Nullable MethodDefinition find(String service, String method) {
    Map<String, MethodDefinition> methods = byName.get(service);
    return methods == null ? null : methods.get(method);
  }

  /** Methods by service and name, both in order. */
  Map<String, Map<String, MethodDefinition>> byName() {
    return byName;
  }

  List<Offer> offers() {
    return offers;
  }
}
