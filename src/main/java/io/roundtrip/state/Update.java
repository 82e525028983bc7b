package io.roundtrip.state;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a delivered message changes in its entity's dictionary. Immutable. A rule whose value the message does not have changes
 * nothing.
 */
public sealed interface Update {
  /** A number's text is no longer than this, so that adding to it takes no time to speak of. */
  int LONGEST_NUMBER = 64;

  /** A value is no longer than this. */
  int LONGEST_VALUE = 64 << 10;

  /** The name in the dictionary. */
  String name();

  /**
   * Changes the dictionary.
   *
   * @param value what the message has for it, as JSON text; null for nothing
   * @return why it cannot be, for the sender; null if it is done
   */
  @Nullable String apply(Map<String, String> data, @Nullable String value);

  /** The value takes the place of what was there. */
  record Put(String name) implements Update {
    @Override
    public @Nullable String apply(Map<String, String> data, @Nullable String value) {
      if (value != null && value.length() > LONGEST_VALUE) {
        return "is longer than " + LONGEST_VALUE + " characters";
      }
      if (value != null) {
        data.put(name, value);
      }
      return null;
    }
  }

  /**
   * Adds to a number, which begins at 0: the message's value, or a constant.
   *
   * @param by the constant; null to add the message's value
   */
  record Add(String name, @Nullable BigDecimal by) implements Update {
    @Override
    public @Nullable String apply(Map<String, String> data, @Nullable String value) {
      if (by == null && value == null) {
        return null;
      }
      BigDecimal more = by != null ? by : number(value);
      if (more == null) {
        return NOT_A_NUMBER;
      }
      BigDecimal before = kept(data.get(name));
      data.put(name, text(before == null ? more : before.add(more, MathContext.DECIMAL128)));
      return null;
    }
  }

  /** Keeps the greater number, or the smaller. */
  record Extreme(String name, boolean greatest) implements Update {
    @Override
    public @Nullable String apply(Map<String, String> data, @Nullable String value) {
      if (value == null) {
        return null;
      }
      BigDecimal given = number(value);
      if (given == null) {
        return NOT_A_NUMBER;
      }
      BigDecimal before = kept(data.get(name));
      if (before == null
          || (greatest ? given.compareTo(before) > 0 : given.compareTo(before) < 0)) {
        data.put(name, text(given));
      }
      return null;
    }
  }

  /** Takes the name out. */
  record Remove(String name) implements Update {
    @Override
    public @Nullable String apply(Map<String, String> data, @Nullable String value) {
      data.remove(name);
      return null;
    }
  }

  /** The same value for every message. */
  record PutConstant(String name, String json) implements Update {
    @Override
    public @Nullable String apply(Map<String, String> data, @Nullable String value) {
      data.put(name, json);
      return null;
    }
  }

  /** Why a value is not taken. */
  String NOT_A_NUMBER = "is not a number of at most " + LONGEST_NUMBER + " characters";

  /** The number that a message's JSON text is, be it one or a string that reads as one; null if it is none. */
  static @Nullable BigDecimal number(@Nullable String json) {
    if (json == null || json.length() > LONGEST_NUMBER) {
      return null;
    }
    boolean quoted = json.length() > 1 && json.charAt(0) == '"';
    BigDecimal number = parse(quoted ? json.substring(1, json.length() - 1) : json);
    // A number of a few characters may have a billion zeros.
    return number == null || Math.abs((long) number.scale()) > LONGEST_NUMBER ? null : number;
  }

  /** The number of the dictionary, which may have more digits by now; null if another kind of value is there. */
  private static @Nullable BigDecimal kept(@Nullable String json) {
    return json == null || json.startsWith("\"") || json.length() > LONGEST_VALUE
        ? null
        : parse(json);
  }

  private static @Nullable BigDecimal parse(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException none) {
      return null;
    }
  }

  private static String text(BigDecimal number) {
    return number.toPlainString();
  }
}
