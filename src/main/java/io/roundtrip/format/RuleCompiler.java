package io.roundtrip.format;

import io.roundtrip.conf.Condition;
import io.roundtrip.conf.MapEach;
import io.roundtrip.conf.MapItem;
import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.MapRule.As;
import io.roundtrip.conf.PathText;
import io.roundtrip.format.MessagePath.Hl7Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles the rules of one map. Confined to the compiling thread. */
final class RuleCompiler {
  private final Slots slots;
  private final Scope scope;
  private final Output.Builder output;
  private final Problems problems;

  RuleCompiler(Slots slots, Scope scope, Output.Builder output, Problems problems) {
    this.slots = slots;
    this.scope = scope;
    this.output = output;
    this.problems = problems;
  }

  Action[] compile(List<MapItem> items) {
    Action[] actions = new Action[items.size()];
    for (int i = 0; i < actions.length; i++) {
      actions[i] =
          switch (items.get(i)) {
            case MapRule rule -> compile(rule);
            case MapEach each -> compile(each);
          };
    }
    return actions;
  }

  private Each compile(MapEach each) {
    int slot = slots.each(each.each(), scope);
    Scope inside = scope.inside(each.each().text());
    Output.Nested nested = output.each(each);
    Filter when = when(each.when(), inside);
    Action[] actions =
        new RuleCompiler(slots, inside, nested.targets(), problems).compile(each.rules());
    return new Each(slot, inside.level(), when, nested.growth(), actions);
  }

  private @Nullable Filter when(@Nullable Condition when, Scope where) {
    return when == null ? null : Filter.compile(when, slots, where, problems);
  }

  private Rule compile(MapRule rule) {
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
    Source source = source(rule);
    if (!rule.to().isEmpty()) {
      checkMany(rule, source, name);
    }
    return new Rule(
        name,
        source,
        steps(rule, name),
        rule.defaultValue(),
        rule.split(),
        rule.as(),
        rule.required(),
        when(rule.when(), scope),
        cells);
  }

  /** Several values have no text: steps would not know which of them they are for. */
  private void checkMany(MapRule rule, Source source, String name) {
    boolean hasStep =
        rule.regex() != null
            || rule.date() != null
            || rule.lookup() != null
            || rule.split() != null
            || rule.as() != As.TEXT;
    if (source instanceof Source.Path path && slots.isMany(path.slot())) {
      Hl7Path target = Hl7PathParser.target(rule.to().getFirst().text());
      if (hasStep) {
        problems.add(
            rule.place(),
            name + " has several values to go through its steps: write an each, or concat");
      } else if (target != null && target.depth() > 1) {
        problems.add(
            rule.place(),
            name + " has several values, which are repetitions: its target is a field");
      }
    }
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
    if (rule.as() != As.TEXT) {
      checkLiterals(rule, name);
    }
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

  /** Checks what is to be a number or a boolean. */
  private void checkLiterals(MapRule rule, String name) {
    boolean steps = rule.regex() != null || rule.date() != null || rule.lookup() != null;
    String[] texts = {steps ? null : rule.value(), rule.defaultValue()};
    for (String text : texts) {
      if (text != null && JsonLiteral.of(rule.as(), text) == null) {
        problems.add(
            rule.place(), name + ": '" + text + "' is not " + JsonLiteral.expected(rule.as()));
      }
    }
    if (rule.split() != null) {
      problems.add(rule.place(), name + ": as does not go with split: write a rule for each part");
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
    return new Source.Path(slots.any(path, scope), path.text());
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
