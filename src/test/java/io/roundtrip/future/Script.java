package io.roundtrip.future;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What becomes of the inputs of a combinator, and in which order. Input {@code i} has the value {@code i} or fails with
 * {@code Ei}. Immutable.
 *
 * @param inputs how each comes to its outcome
 * @param order the indices of those that come to it later, in the order in which they do
 */
record Script(List<Input> inputs, List<Integer> order) {
  enum Input {
    READY,
    PENDING,
    FAILED,
    FAILING_LATER
  }

  boolean succeeds(int index) {
    return inputs.get(index) == Input.READY || inputs.get(index) == Input.PENDING;
  }

  boolean isLater(int index) {
    return inputs.get(index) == Input.PENDING || inputs.get(index) == Input.FAILING_LATER;
  }

  int size() {
    return inputs.size();
  }

  /** Every script of so many inputs. */
  static List<Script> all(int size) {
    List<Script> all = new ArrayList<>();
    for (int number = 0; number < (1 << (2 * size)); number++) {
      List<Input> inputs = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        inputs.add(Input.values()[(number >> (2 * i)) & 3]);
      }
      List<Integer> later = later(inputs);
      permute(inputs, later, 0, all);
    }
    return all;
  }

  private static List<Integer> later(List<Input> inputs) {
    Script unordered = new Script(inputs, List.of());
    List<Integer> later = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (unordered.isLater(i)) {
        later.add(i);
      }
    }
    return later;
  }

  private static void permute(
      List<Input> inputs, List<Integer> order, int from, List<Script> into) {
    if (from == order.size()) {
      into.add(new Script(List.copyOf(inputs), List.copyOf(order)));
    }
    for (int i = from; i < order.size(); i++) {
      Collections.swap(order, from, i);
      permute(inputs, order, from + 1, into);
      Collections.swap(order, from, i);
    }
  }

  /** One of so many inputs by chance. */
  static Script random(int size, Random random) {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      inputs.add(Input.values()[random.nextInt(4)]);
    }
    List<Integer> order = later(inputs);
    Collections.shuffle(order, random);
    return new Script(List.copyOf(inputs), List.copyOf(order));
  }
}
