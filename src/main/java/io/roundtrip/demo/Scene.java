package io.roundtrip.demo;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * One thing that the demo of the futures shows. Immutable.
 *
 * @param name the operation
 * @param what what is done with it, for the reader
 * @param expected what must come, found without futures
 * @param takes the styles in which it is done
 */
record Scene(String name, String what, String expected, List<Take> takes) {
  Scene(String name, String what, Object expected, Take... takes) {
    this(name, what, String.valueOf(expected), List.of(takes));
  }

  /**
   * It in one style. Immutable.
   *
   * @param style where and how
   * @param act does it, on whatever thread, and waits for what comes
   */
  record Take(String style, Callable<?> act) {}
}
