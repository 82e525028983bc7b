package io.roundtrip.format;

import io.roundtrip.conf.Condition;
import java.util.List;
import java.util.Set;

/** A condition on a message, compiled. Immutable. A value that is missing, and one without a text, equals nothing. */
sealed interface Filter {
  /** Whether the message meets it. */
  boolean holds(Values in) throws BadMessage;

  static Filter compile(Condition condition, Slots slots, Problems problems) {
    return switch (condition) {
      case Condition.Equal c -> new Equal(slots.of(c.path()), c.value());
      case Condition.In c -> new In(slots.of(c.path()), Set.copyOf(c.values()));
      case Condition.Matches c -> matches(c, slots, problems);
      case Condition.Exists c -> new Exists(slots.of(c.path()), c.expected());
      case Condition.All c -> new All(all(c.of(), slots, problems));
      case Condition.AnyOf c -> new AnyOf(all(c.of(), slots, problems));
      case Condition.Not c -> new Not(compile(c.of(), slots, problems));
    };
  }

  private static Filter matches(Condition.Matches condition, Slots slots, Problems problems) {
    int slot = slots.of(condition.path());
    String owner = "filter on '" + condition.path().text() + "'";
    BoundedRegex regex =
        BoundedRegex.compile(condition.regex(), owner, condition.place(), problems);
    return regex == null ? new Exists(slot, true) : new Matches(slot, regex);
  }

  private static Filter[] all(List<Condition> conditions, Slots slots, Problems problems) {
    Filter[] all = new Filter[conditions.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = compile(conditions.get(i), slots, problems);
    }
    return all;
  }

  /** The value is the given text. */
  record Equal(int slot, String text) implements Filter {
    @Override
    public boolean holds(Values in) throws BadMessage {
      return text.equals(in.text(slot));
    }
  }

  /** The value is one of the given texts. */
  record In(int slot, Set<String> texts) implements Filter {
    @Override
    public boolean holds(Values in) throws BadMessage {
      String text = in.text(slot);
      return text != null && texts.contains(text);
    }
  }

  /** The expression is found in the value. */
  record Matches(int slot, BoundedRegex regex) implements Filter {
    @Override
    public boolean holds(Values in) throws BadMessage {
      String text = in.text(slot);
      return text != null && regex.find(regex.matcher(text));
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
