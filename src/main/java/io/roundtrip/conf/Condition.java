package io.roundtrip.conf;

import java.util.List;

/** A filter on a message, as written. Immutable. */
public sealed interface Condition {
  /** Where it stands. */
  Place place();

  /** The value at the path, as text, equals the given text. */
  record Equal(Place place, PathText path, String value) implements Condition {}

  /** The value at the path is one of the given texts. */
  record In(Place place, PathText path, List<String> values) implements Condition {}

  /** The regular expression (java.util.regex) is found in the value at the path. */
  record Matches(Place place, PathText path, String regex) implements Condition {}

  /** There is (or, with {@code exists: false}, is not) a value at the path. */
  record Exists(Place place, PathText path, boolean expected) implements Condition {}

  /** Every one holds. */
  record All(Place place, List<Condition> of) implements Condition {}

  /** At least one holds. */
  record AnyOf(Place place, List<Condition> of) implements Condition {}

  /** It does not hold. */
  record Not(Place place, Condition of) implements Condition {}
}
