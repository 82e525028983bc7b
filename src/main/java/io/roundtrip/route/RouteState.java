package io.roundtrip.route;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.conf.StateConf;
import io.roundtrip.conf.StateConf.UpdateConf;
import io.roundtrip.format.EventReader;
import io.roundtrip.model.StateView;
import io.roundtrip.net.Json;
import io.roundtrip.state.Entity;
import io.roundtrip.state.Machine;
import io.roundtrip.state.StateRules;
import io.roundtrip.state.Update;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A route's state, compiled. Immutable.
 *
 * @param conf as written
 * @param reader reads a message's event and values
 * @param rules what a message makes of its entity
 */
public record RouteState(StateConf conf, EventReader reader, StateRules rules) {
  /** Null for a route that remembers nothing; what is wrong in its paths is added to {@code errors}. */
  static @Nullable RouteState compile(RouteConf route, List<ConfError> errors) {
    StateConf conf = route.state();
    if (conf == null) {
      return null;
    }
    return new RouteState(
        conf,
        EventReader.compile(route, conf, errors),
        new StateRules(machine(conf), conf.update().stream().map(RouteState::update).toList()));
  }

  private static @Nullable Machine machine(StateConf conf) {
    StateConf.MachineConf machine = conf.machine();
    if (machine == null) {
      return null;
    }
    Map<String, Set<String>> transitions = new HashMap<>();
    machine.transitions().forEach((from, to) -> transitions.put(from, new HashSet<>(to)));
    return new Machine(machine.initial(), transitions);
  }

  private static Update update(UpdateConf rule) {
    return switch (rule.verb()) {
      case SET ->
          rule.from() != null
              ? new Update.Put(rule.name())
              : new Update.PutConstant(rule.name(), json(Objects.requireNonNull(rule.value())));
      case INCREMENT -> new Update.Add(rule.name(), rule.by());
      case MAX -> new Update.Extreme(rule.name(), true);
      case MIN -> new Update.Extreme(rule.name(), false);
      case REMOVE -> new Update.Remove(rule.name());
    };
  }

  private static String json(String text) {
    return Json.string(new StringBuilder(text.length() + 2), text).toString();
  }

  /** The entity as it is shown. */
  public StateView view(String key, Entity entity) {
    return new StateView(
        key,
        rules.shown(entity),
        entity.json(),
        entity.version(),
        entity.inDoubt(),
        entity.updatedMillis());
  }
}
