package io.roundtrip.future;

import java.util.List;

/**
 * What became of a combinator. Immutable.
 *
 * @param result its value, or its error and those that it carries
 * @param begun which inputs it was given or asked for, in that order
 */
record Outcome(String result, List<Integer> begun) {}
