package io.roundtrip.format;

import io.roundtrip.conf.MapConf;
import java.util.ArrayList;

/** A route's map, compiled: rules that fill cells, and an output that is made of them. Immutable. */
final class MapPlan {
  private final Rule[] rules;
  private final Output output;

  private MapPlan(Rule[] rules, Output output) {
    this.rules = rules;
    this.output = output;
  }

  static MapPlan compile(MapConf map, Slots slots, Problems problems) {
    Output.Builder builder =
        switch (map.format()) {
          case JSON -> new JsonTemplateBuilder(problems);
          case HL7V2 -> new Hl7TemplateBuilder(problems);
          case TEXT, BYTES -> {
            problems.add(
                map.place(),
                "a map makes json or hl7v2, not "
                    + map.format().text()
                    + ": leave the map out to pass messages on as they came");
            yield new JsonTemplateBuilder(new Problems("", new ArrayList<>()));
          }
        };
    RuleCompiler compiler = new RuleCompiler(slots, builder, problems);
    Rule[] rules = new Rule[map.rules().size()];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = compiler.compile(map.rules().get(i));
    }
    return new MapPlan(rules, builder.build(map));
  }

  Prepared.Mapped apply(Values values) throws BadMessage {
    Cells cells = output.begin(values);
    for (Rule rule : rules) {
      rule.apply(values, cells);
    }
    return cells.finish();
  }
}
