package io.roundtrip.format;

import io.roundtrip.conf.Condition;
import java.util.List;
import java.util.Set;

/** A condition on a message, compiled. Immutable. A value that is missing, and one without a text, equals nothing. */
sealed interface Filter {
  /** Whether the message meets it. */
  boolean holds(Values in) throws BadMessage;

  /** Compiles a condition that stands outside of every each. */
  static Filter compile(Condition condition, Slots slots, Problems problems) {
    return compile(condition, slots, Scope.MESSAGE, problems);
  }

  /** Compiles a condition that stands in the given scope. */
  static Filter compile(Condition condition, Slots slots, Scope scope, Problems problems) {
    return switch (condition) {
      case Condition.Equal c -> new Test(slots.any(c.path(), scope), new TextTest.Equal(c.value()));
      case Condition.In c ->
          new Test(slots.any(c.path(), scope), new TextTest.In(Set.copyOf(c.values())));
      case Condition.Matches c -> matches(c, slots, scope, problems);
      case Condition.Exists c -> new Exists(slots.any(c.path(), scope), c.expected());
      case Condition.All c -> new All(all(c.of(), slots, scope, problems));
      case Condition.AnyOf c -> new AnyOf(all(c.of(), slots, scope, problems));
      case Condition.Not c -> new Not(compile(c.of(), slots, scope, problems));
    };
  }

  private static Filter matches(
      Condition.Matches condition, Slots slots, Scope scope, Problems problems) {
    int slot = slots.any(condition.path(), scope);
    String owner = "filter on '" + condition.path().text() + "'";
    BoundedRegex regex =
        BoundedRegex.compile(condition.regex(), owner, condition.place(), problems);
    return regex == null ? new Exists(slot, true) : new Test(slot, new TextTest.Matches(regex));
  }

  private static Filter[] all(
      List<Condition> conditions, Slots slots, Scope scope, Problems problems) {
    Filter[] all = new Filter[conditions.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = compile(conditions.get(i), slots, scope, problems);
    }
    return all;
  }

  /** The value passes the test; of several, one does. */
  record Test(int slot, TextTest test) implements Filter {
    @Override
    public boolean holds(Values in) throws BadMessage {
      if (!in.isMany(slot)) {
        String text = in.text(slot);
        return text != null && test.accepts(text, in);
      }
      for (String text : in.bodyTexts(slot)) {
        if (test.accepts(text, in)) {
          return true;
        }
      }
      return false;
    }
  }

  /** There is a value, or there is none. */
  record Exists(int slot, boolean expected) implements Filter {
    @Override
    public boolean holds(Values in) throws BadMessage {
      return in.has(slot) == expected;
    }
  }

  /** Every one holds. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record All(Filter[] of) implements Filter {
    @Override
    public boolean holds(Values in) throws BadMessage {
      for (Filter filter : of) {
        if (!filter.holds(in)) {
          return false;
        }
      }
      return true;
    }
  }

  /** At least one holds. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record AnyOf(Filter[] of) implements Filter {
    @Override
    public boolean holds(Values in) throws BadMessage {
      for (Filter filter : of) {
        if (filter.holds(in)) {
          return true;
        }
      }
      return false;
    }
  }

  /** It does not hold. */
  record Not(Filter of) implements Filter {
    @Override
    public boolean holds(Values in) throws BadMessage {
      return !of.holds(in);
    }
  }
}
