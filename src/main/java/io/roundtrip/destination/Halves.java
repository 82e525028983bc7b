package io.roundtrip.destination;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What of a batch is still to be sent, in order, while it is halved. Loop-confined and pure.
 *
 * <p>Of n items one at fault takes at most 2·log2(n)+1 requests after the first, rounded up, and n at fault 2·n-2.
 *
 * @param <T> the item
 */
final class Halves<T> {
  // The next one first; at most one for each time that the batch can be halved.
  private final Deque<List<T>> parts = new ArrayDeque<>();

  Halves(List<T> all) {
    parts.push(all);
  }

  /** The items to be sent next that still are to be sent at all; null if nothing is left. */
  @Nullable List<T> next(Predicate<T> open) {
    for (List<T> part = parts.poll(); part != null; part = parts.poll()) {
      List<T> left = part.stream().filter(open).toList();
      if (!left.isEmpty()) {
        return left;
      }
    }
    return null;
  }

  /** Puts what was sent in two halves before the rest; false if it is a single item. */
  boolean halve(List<T> sent) {
    int middle = sent.size() / 2;
    if (middle == 0) {
      return false;
    }
    parts.push(sent.subList(middle, sent.size()));
    parts.push(sent.subList(0, middle));
    return true;
  }
}
