package io.roundtrip.conf;

import io.roundtrip.conf.RouteConf.Order;
import io.roundtrip.conf.RouteConf.Reply;
import io.roundtrip.conf.StateConf.MachineConf;
import io.roundtrip.conf.StateConf.UpdateConf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a route's {@code state}, and what else in the route does not go with it. Confined to the thread that loads. */
final class StateReader {
  private static final int MOST_ENTITIES = 10_000_000;
  private static final Duration LEAST_HISTORY = Duration.ofMinutes(1);
  private static final Duration LONGEST_HISTORY = Duration.ofDays(3_650);

  private StateReader() {}

  /** Null where there is none, or something is wrong in it. */
  static @Nullable StateConf read(YamlMap route, Reply reply, Order order) {
    YamlMap state = route.map("state", Section.STATE);
    if (state == null) {
      return null;
    }
    YamlValue keyValue = state.needed("key");
    PathText key = keyValue == null ? null : keyValue.path();
    YamlValue eventValue = state.get("event");
    PathText event = eventValue == null ? null : eventValue.path();
    YamlMap machineMap = state.map("machine", Section.MACHINE);
    MachineConf machine = machineMap == null ? null : MachineReader.read(machineMap);
    List<UpdateConf> update = updates(state);
    refuseContradictions(route, state, reply, order, key);
    return key == null
        ? null
        : new StateConf(
            state.place(),
            key,
            event,
            machine,
            update,
            state.flag("durable", false),
            state.flag("store-history", false),
            state.time("retain-history", Duration.ofDays(30), LEAST_HISTORY, LONGEST_HISTORY),
            state.flag("offload", false),
            state.integer("max-entities", 100_000, 1, MOST_ENTITIES),
            state.size("max-bytes", 64L << 20, 1L << 40),
            state.positive("idle", Duration.ofMinutes(10)));
  }

  private static List<UpdateConf> updates(YamlMap state) {
    List<UpdateConf> update = new ArrayList<>();
    YamlValue list = state.get("update");
    if (list != null) {
      int number = 1;
      for (YamlValue item : list.items()) {
        UpdateConf rule = UpdateReader.read(item, "state.update, rule " + number++ + ": ");
        if (rule != null) {
          update.add(rule);
        }
      }
    }
    return update;
  }

  private static void refuseContradictions(
      YamlMap route, YamlMap state, Reply reply, Order order, @Nullable PathText key) {
    YamlValue event = state.get("event");
    YamlValue machine = state.get("machine");
    if (event != null && machine == null) {
      event.error("leads a machine from state to state, and there is no machine");
    }
    if (machine != null && event == null) {
      machine.error("needs event, the path of the state that a message leads to");
    }
    if (machine == null && event == null && !state.has("update")) {
      state.error("state needs a machine (with event) or update: it would remember nothing");
    }
    YamlValue replyValue = route.get("reply");
    if (replyValue != null && reply == Reply.STORED) {
      replyValue.error(
          "'stored' does not go with state: stored messages are delivered by any shard, and a state"
              + " has one owner");
    }
    YamlValue durable = state.get("durable");
    if (durable != null && reply == Reply.QUEUED && state.flag("durable", false)) {
      durable.error("says what an answer waits for, and under reply: queued it waits for nothing");
    }
    YamlValue retain = state.get("retain-history");
    if (retain != null && !state.flag("store-history", false)) {
      retain.error("says for how long history is kept, and without store-history: true none is");
    }
    YamlValue orderValue = route.get("order");
    if (orderValue != null && order != Order.PER_KEY) {
      orderValue.error(
          "must be per-key, or left out: a state's messages are ordered by state.key, got '"
              + orderValue.written()
              + "'");
    }
    YamlValue other = route.get("key");
    if (other != null && key != null && !other.written().equals(key.text())) {
      other.error(
          "must be that of state, '"
              + key.text()
              + "', or left out, got '"
              + other.written()
              + "'");
    }
  }
}
