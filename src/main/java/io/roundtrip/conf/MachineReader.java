package io.roundtrip.conf;

import io.roundtrip.conf.StateConf.MachineConf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a state's {@code machine}. Confined to the thread that loads. A state that no event leads to is an error. */
final class MachineReader {
  private static final int MOST_STATES = 1_000;

  private final Map<String, YamlValue> from = new LinkedHashMap<>();
  private final Map<String, List<String>> transitions = new LinkedHashMap<>();

  private MachineReader() {}

  /** The machine, or null with an error. */
  static @Nullable MachineConf read(YamlMap machine) {
    MachineReader reader = new MachineReader();
    String initial = machine.neededWord("initial");
    YamlValue table = machine.needed("transitions");
    if (table != null) {
      table.entries().forEach(reader::add);
      reader.check(initial, machine.get("initial"), table);
    }
    return initial.isEmpty() || table == null ? null : new MachineConf(initial, reader.transitions);
  }

  private void add(YamlValue key, YamlValue targets) {
    String name = key.word();
    if (name == null) {
      return;
    }
    if (from.putIfAbsent(name, key) != null) {
      key.error("has '" + name + "' twice");
      return;
    }
    List<String> next = new ArrayList<>();
    for (YamlValue item : targets.itemsOrSelf()) {
      String target = item.word();
      if (target != null && next.contains(target)) {
        item.error("names '" + target + "' twice");
      } else if (target != null) {
        next.add(target);
      }
    }
    transitions.put(name, List.copyOf(next));
  }

  private void check(String initial, @Nullable YamlValue initialValue, YamlValue table) {
    Set<String> states = new LinkedHashSet<>(transitions.keySet());
    transitions.values().forEach(states::addAll);
    if (states.size() > MOST_STATES) {
      table.error("has " + states.size() + " states, and at most " + MOST_STATES + " may be");
    }
    if (initialValue == null || initial.isEmpty() || states.isEmpty()) {
      return;
    }
    if (!transitions.containsKey(initial)) {
      initialValue.error(
          "must be a state with transitions, got '"
              + initial
              + "'"
              + Suggestion.of(initial, "", transitions.keySet()));
      return;
    }
    Set<String> reached = reached(initial);
    from.forEach(
        (name, key) -> {
          if (!reached.contains(name)) {
            Set<String> targets = new LinkedHashSet<>(states);
            targets.removeAll(transitions.keySet());
            key.error(
                "has '"
                    + name
                    + "', which no event leads to from '"
                    + initial
                    + "'"
                    + Suggestion.of(name, "", targets));
          }
        });
  }

  private Set<String> reached(String initial) {
    Set<String> reached = new HashSet<>(Set.of(initial));
    Deque<String> next = new ArrayDeque<>(reached);
    while (!next.isEmpty()) {
      for (String target : transitions.getOrDefault(next.poll(), List.of())) {
        if (reached.add(target)) {
          next.add(target);
        }
      }
    }
    return reached;
  }
}
