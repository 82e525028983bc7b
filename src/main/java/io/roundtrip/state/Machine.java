package io.roundtrip.state;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The states that an entity may be in, and which may follow which. Immutable.
 *
 * <p>An event is the name of the state that it leads to. A machine of which nothing was delivered yet has no state, but stands
 * where {@code initial} is: the first event may be the initial state itself, or any that may follow it.
 *
 * @param initial where each begins
 * @param transitions what may follow each state; a state that is not a key is a last one
 */
public record Machine(String initial, Map<String, Set<String>> transitions) {
  /** Copies. */
  public Machine {
    transitions = Map.copyOf(transitions);
  }

  /** Whether the event may happen in this state; null for a machine of which nothing was delivered yet. */
  public boolean allows(@Nullable String state, String event) {
    return (state == null && event.equals(initial))
        || transitions.getOrDefault(state == null ? initial : state, Set.of()).contains(event);
  }
}
