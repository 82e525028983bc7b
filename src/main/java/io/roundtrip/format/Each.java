package io.roundtrip.format;

import org.jspecify.annotations.Nullable;

/**
 * Rules that run for each of several things of a message, compiled. Immutable.
 *
 * <p>Where it has a place in the new message, what the rules set for one element becomes one element there; an element
 * for which they set nothing is left out.
 */
final class Each implements Action {
  private final int slot;
  private final int level;
  private final @Nullable Filter when;
  private final @Nullable Growth growth;
  private final Action[] actions;

  /** An each; {@link RuleCompiler} makes them. */
  Each(int slot, int level, @Nullable Filter when, @Nullable Growth growth, Action[] actions) {
    this.slot = slot;
    this.level = level;
    this.when = when;
    this.growth = growth;
    this.actions = actions;
  }

  /**
   * The place that grows in the new message.
   *
   * @param up how many elements outward of the one being made it lies
   * @param list which of the lists there
   * @param shape of what is added to it
   */
  record Growth(int up, int list, Output.Shape shape) {}

  @Override
  public void apply(Values in, Cells out) throws BadMessage {
    Iterations iterations = in.iterations();
    iterations.begin(level);
    Elements elements = in.elements(slot, level);
    while (elements.next()) {
      iterations.onElement(level);
      if (when != null && !when.holds(in)) {
        iterations.skip(level);
        continue;
      }
      Cells into = growth == null ? out : out.append(growth);
      for (Action action : actions) {
        action.apply(in, into);
      }
    }
  }
}
