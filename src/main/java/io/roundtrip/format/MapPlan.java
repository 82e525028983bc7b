package io.roundtrip.format;

import io.roundtrip.conf.MapConf;
import java.util.ArrayList;

/** A route's map, compiled: rules that fill cells, and an output that is made of them. Immutable. */
final class MapPlan {
  private final Action[] actions;
  private final Output output;

  private MapPlan(Action[] actions, Output output) {
    this.actions = actions;
    this.output = output;
  }

  static MapPlan compile(MapConf map, Slots slots, Problems problems) {
    Output.Builder builder =
        switch (map.format()) {
          case JSON, FHIR -> new JsonTemplateBuilder(map.format(), problems);
          case HL7V2 -> new Hl7TemplateBuilder(problems);
          case TEXT, BYTES -> {
            problems.add(
                map.place(),
                "a map makes json, fhir or hl7v2, not "
                    + map.format().text()
                    + ": leave the map out to pass messages on as they came");
            yield new JsonTemplateBuilder(map.format(), new Problems("", new ArrayList<>()));
          }
        };
    Action[] actions =
        new RuleCompiler(slots, Scope.MESSAGE, builder, problems).compile(map.rules());
    return new MapPlan(actions, builder.build(map));
  }

  Prepared.Mapped apply(Values values) throws BadMessage {
    Cells cells = output.begin(values);
    for (Action action : actions) {
      action.apply(values, cells);
    }
    return cells.finish();
  }
}
