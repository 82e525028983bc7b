package io.roundtrip.state;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a message makes of its entity. Immutable; safe to use from any thread.
 *
 * @param machine which events may follow which; null where there is none
 * @param updates what is written into the dictionary, in this order
 */
public record StateRules(@Nullable Machine machine, List<Update> updates) {
  /** Copies. */
  public StateRules {
    updates = List.copyOf(updates);
  }

  /** What comes of an event. Immutable. */
  public sealed interface Step {
    /** What the entity will be once the message is delivered. */
    record To(Entity entity) implements Step {}

    /** The machine does not allow it. */
    record NotAllowed() implements Step {}

    /**
     * A rule cannot take the message's value.
     *
     * @param rule its place, from 0
     * @param problem the rest of a sentence that begins with the value
     */
    record Unfit(int rule, String problem) implements Step {}
  }

  /**
   * What the message would make of the entity; changes nothing.
   *
   * @param event the state that it leads to; null only without a machine
   * @param values what the message has for each update
   * @param message tells it from others; null where repeats are not recognised
   */
  public Step step(
      Entity now,
      @Nullable String event,
      List<? extends @Nullable String> values,
      @Nullable UUID message) {
    if (machine != null && (event == null || !machine.allows(now.state(), event))) {
      return new Step.NotAllowed();
    }
    LinkedHashMap<String, String> data = new LinkedHashMap<>(now.data());
    for (int i = 0; i < updates.size(); i++) {
      String problem = updates.get(i).apply(data, values.get(i));
      if (problem != null) {
        return new Step.Unfit(i, problem);
      }
    }
    return new Step.To(
        new Entity(
            machine == null ? null : event,
            Collections.unmodifiableMap(data),
            now.version() + 1,
            false,
            now.updatedMillis(),
            message));
  }

  /** Where the entity's machine stands, for who asks; null without a machine. */
  public @Nullable String shown(Entity entity) {
    return machine == null ? null : entity.state() == null ? machine.initial() : entity.state();
  }
}
