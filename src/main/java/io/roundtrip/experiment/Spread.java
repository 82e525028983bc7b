package io.roundtrip.experiment;

import java.util.List;

/** The middle of some numbers, and how far they lie apart. Immutable. */
record Spread(double low, double median, double high) {
  /** Of at least one number. */
  static Spread of(List<Double> numbers) {
    List<Double> sorted = numbers.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(sorted.getFirst(), median, sorted.getLast());
  }
}
