package io.roundtrip.conf;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A route's state, as written. Immutable.
 *
 * @param place where it stands
 * @param key whose state it is; orders the route's messages
 * @param event the state that a message leads to; null without a machine
 * @param machine which states there are; null for a dictionary alone
 * @param update what a delivered message changes in the dictionary
 * @param durable whether the answer waits until the state is in the store
 * @param storeHistory whether the store keeps every state
 * @param retainHistory for how long at least
 * @param offload whether messages are read and updates made away from the event loop
 * @param maxEntities how many are held in memory, over all shards
 * @param maxBytes how much memory they take, over all shards
 * @param idle after how long without a message one need not be held any more
 */
public record StateConf(
    Place place,
    PathText key,
    @Nullable PathText event,
    @Nullable MachineConf machine,
    List<UpdateConf> update,
    boolean durable,
    boolean storeHistory,
    Duration retainHistory,
    boolean offload,
    int maxEntities,
    long maxBytes,
    Duration idle) {
  /** Copies. */
  public StateConf {
    update = List.copyOf(update);
  }

  /** Whether it cannot be without a store. */
  boolean needsStore() {
    return durable || storeHistory;
  }

  /** The paths into a message that it reads. */
  Stream<PathText> paths() {
    return Stream.concat(
        Stream.concat(Stream.of(key), Stream.ofNullable(event)),
        update.stream().flatMap(rule -> Stream.ofNullable(rule.from())));
  }

  /**
   * A machine.
   *
   * @param initial where each begins
   * @param transitions the states that may follow each
   */
  public record MachineConf(String initial, Map<String, List<String>> transitions) {
    /** Copies. */
    public MachineConf {
      transitions = Map.copyOf(transitions);
    }
  }

  /** What a rule does with its value. */
  public enum Verb {
    /** Puts it there. */
    SET("set"),
    /** Adds it. */
    INCREMENT("increment"),
    /** Keeps it if it is greater. */
    MAX("max"),
    /** Keeps it if it is smaller. */
    MIN("min"),
    /** Takes the name out. */
    REMOVE("remove");

    private final String text;

    Verb(String text) {
      this.text = text;
    }

    /** As in the conf. */
    public String text() {
      return text;
    }
  }

  /**
   * A rule.
   *
   * @param verb what it does
   * @param name the name in the dictionary
   * @param from the path that the value is taken from; null for none
   * @param value a constant to set; null for none
   * @param by a constant to add; null for none
   */
  public record UpdateConf(
      Verb verb,
      String name,
      @Nullable PathText from,
      @Nullable String value,
      @Nullable BigDecimal by) {}
}
