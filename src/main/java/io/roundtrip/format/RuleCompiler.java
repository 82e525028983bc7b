package io.roundtrip.format;

import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.PathText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles the rules of one map. Confined to the compiling thread. */
final class RuleCompiler {
  private final Slots slots;
  private final Output.Builder output;
  private final Problems problems;

  RuleCompiler(Slots slots, Output.Builder output, Problems problems) {
    this.slots = slots;
    this.output = output;
    this.problems = problems;
  }

  Rule compile(MapRule rule) {
    String name = name(rule);
    checkTargets(rule, name);
    int[] cells = new int[rule.to().size()];
    for (int i = 0; i < cells.length; i++) {
      PathText to = rule.to().get(i);
      if (PathCompiler.isReadOnly(to.text())) {
        problems.add(to, "can only be read: a rule's target is a place in the new message");
      } else {
        cells[i] = output.cell(to, rule);
      }
    }
    return new Rule(
        name,
        source(rule),
        steps(rule, name),
        rule.defaultValue(),
        rule.split(),
        rule.required(),
        cells);
  }

  private static String name(MapRule rule) {
    StringBuilder name = new StringBuilder("rule for ");
    for (int i = 0; i < rule.to().size(); i++) {
      name.append(i == 0 ? "'" : ", '").append(rule.to().get(i).text()).append('\'');
    }
    return name.toString();
  }

  private void checkTargets(MapRule rule, String name) {
    int targets = rule.to().size();
    String split = rule.split();
    if (split == null && targets != 1) {
      problems.add(
          rule.place(),
          name + " has " + targets + " targets: add split, or write a rule for each target");
    } else if (split != null && targets < 2) {
      problems.add(
          rule.place(), name + " splits its value for one target: name a target for each part");
    } else if (split != null && split.isEmpty()) {
      problems.add(rule.place(), name + " splits at nothing: name the text between the parts");
    } else if (split == null) {
      checkTexts(rule);
    }
  }

  /** Checks the texts of the conf that may stand in the output as written. */
  private void checkTexts(MapRule rule) {
    PathText to = rule.to().get(0);
    Map<String, String> lookup = rule.lookup();
    if (rule.value() != null && lookup == null) {
      output.checkText(to, rule, rule.value());
    }
    if (rule.defaultValue() != null) {
      output.checkText(to, rule, rule.defaultValue());
    }
    if (lookup != null) {
      lookup.values().forEach(text -> output.checkText(to, rule, text));
    }
  }

  private Source source(MapRule rule) {
    if (rule.value() != null) {
      return new Source.Constant(rule.value());
    }
    if (rule.from() != null) {
      return path(rule.from());
    }
    Source.Path[] paths = new Source.Path[rule.concat().size()];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = path(rule.concat().get(i));
    }
    return new Source.Joined(paths, rule.separator());
  }

  private Source.Path path(PathText path) {
    return new Source.Path(slots.of(path), path.text());
  }

  private TextStep[] steps(MapRule rule, String name) {
    List<TextStep> steps = new ArrayList<>(3);
    if (rule.regex() != null) {
      add(steps, TextStep.Replace.compile(rule.regex(), name, problems));
    }
    if (rule.date() != null) {
      add(steps, TextStep.Date.compile(rule.date(), name, problems));
    }
    if (rule.lookup() != null) {
      steps.add(new TextStep.Lookup(Map.copyOf(rule.lookup())));
    }
    return steps.toArray(new TextStep[0]);
  }

  private static void add(List<TextStep> steps, @Nullable TextStep step) {
    if (step != null) {
      steps.add(step);
    }
  }
}
