package io.roundtrip.format;

import io.roundtrip.conf.MapRule.As;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a map, compiled. Immutable.
 *
 * <p>A rule of {@code from} alone copies the value as it is: with its JSON type or its HL7 parts. Any step makes a text
 * of it first. What the conf says (value, default, lookup) stands in the output as written unless it is split; what the
 * message says is escaped.
 */
final class Rule implements Action {
  private final String name;
  private final Source source;
  private final TextStep[] steps;
  private final @Nullable String fallback;
  private final @Nullable String split;
  private final As as;
  private final boolean required;
  private final @Nullable Filter when;
  private final int[] cells;

  /** A rule; {@link RuleCompiler} makes them. */
  Rule(
      String name,
      Source source,
      TextStep[] steps,
      @Nullable String fallback,
      @Nullable String split,
      As as,
      boolean required,
      @Nullable Filter when,
      int[] cells) {
    this.name = name;
    this.source = source;
    this.steps = steps;
    this.fallback = fallback;
    this.split = split;
    this.as = as;
    this.required = required;
    this.when = when;
    this.cells = cells;
  }

  @Override
  public void apply(Values in, Cells out) throws BadMessage {
    if (when == null || when.holds(in)) {
      set(in, out);
    }
  }

  private void set(Values in, Cells out) throws BadMessage {
    if (source instanceof Source.Path path
        && steps.length == 0
        && split == null
        && as == As.TEXT
        && ((fallback == null && !required) || in.has(path.slot()))) {
      if (!out.copy(cells[0], in, path.slot())) {
        throw path.isTree(name);
      }
      return;
    }
    String text = source.read(in, name);
    boolean asWritten = source instanceof Source.Constant;
    for (TextStep step : steps) {
      if (text == null || text.isEmpty()) {
        break;
      }
      text = step.apply(text, in);
      if (text == null && fallback == null && step instanceof TextStep.Date) {
        throw BadMessage.missing(
            name + ": " + source.described() + " is not a date of the rule's patterns");
      }
      asWritten |= step instanceof TextStep.Lookup;
    }
    if (text != null && !text.isEmpty() && as != As.TEXT) {
      text = literal(text);
    }
    if (text == null || text.isEmpty()) {
      text = fallback;
      asWritten = true;
    }
    if (text != null && !text.isEmpty()) {
      set(out, text, asWritten);
    } else if (required) {
      throw missing();
    }
  }

  /** The text as JSON has it; null, where there is a default, if it is none of what is wanted. */
  private @Nullable String literal(String text) throws BadMessage {
    String literal = JsonLiteral.of(as, text);
    if (literal == null && fallback == null) {
      throw BadMessage.missing(
          name + ": " + source.described() + " is not " + JsonLiteral.expected(as));
    }
    return literal;
  }

  private void set(Cells out, String text, boolean asWritten) throws BadMessage {
    if (as != As.TEXT) {
      out.setLiteral(cells[0], text);
    } else if (split != null) {
      setParts(out, text, split);
    } else if (asWritten) {
      out.setAsWritten(cells[0], text);
    } else {
      out.setData(cells[0], text);
    }
  }

  /** Gives each target its part, the last one all that is left. */
  private void setParts(Cells out, String text, String delimiter) throws BadMessage {
    int at = 0;
    for (int i = 0; i < cells.length; i++) {
      int next = i == cells.length - 1 || at < 0 ? -1 : text.indexOf(delimiter, at);
      String part = at < 0 ? "" : next < 0 ? text.substring(at) : text.substring(at, next);
      at = next < 0 ? -1 : next + delimiter.length();
      if (!part.isEmpty()) {
        out.setData(cells[i], part);
      } else if (required) {
        throw BadMessage.missing(
            name
                + ": part "
                + (i + 1)
                + " of "
                + source.described()
                + " is missing, and the rule requires it");
      }
    }
  }

  private BadMessage missing() {
    return BadMessage.missing(
        name
            + ": "
            + source.described()
            + (steps.length == 0
                ? " is missing, and the rule requires it"
                : " is missing or has no value after the rule's steps, and the rule requires it"));
  }
}
