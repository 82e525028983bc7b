package io.roundtrip.format;

/** One step of a path into JSON. Immutable. */
sealed interface JsonStep {
  /** The member of that name, or the element of that index (-1 for none). */
  record Token(String name, int index) implements JsonStep {}

  /**
   * The resource of that type in the Bundle that the message is.
   *
   * @param number which of them, counted from 1; in an each, where it is the last step, all of them
   */
  record Entry(String type, int number) implements JsonStep {}

  /** What the reference that stands here refers to, in the same message. */
  record Follow() implements JsonStep {}
}
