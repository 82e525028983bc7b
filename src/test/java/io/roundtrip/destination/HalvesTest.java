package io.roundtrip.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HalvesTest {
  @Test
  void sendsTheWholeFirstAndThenItsHalvesInOrder() {
    Halves<Integer> halves = new Halves<>(List.of(1, 2, 3));
    List<Integer> whole = halves.next(open -> true);
    assertEquals(List.of(1, 2, 3), whole);
    assertTrue(halves.halve(List.of(1, 2, 3)));
    assertEquals(List.of(1), halves.next(open -> true));
    assertEquals(List.of(2, 3), halves.next(open -> true));
    assertNull(halves.next(open -> true));
  }

  @Test
  void aSingleItemHasNoHalves() {
    Halves<Integer> halves = new Halves<>(List.of(1));
    assertEquals(List.of(1), halves.next(open -> true));
    assertFalse(halves.halve(List.of(1)));
    assertNull(halves.next(open -> true));
  }

  @Test
  void leavesOutWhatIsNotWaitedForAnyMore() {
    Halves<Integer> halves = new Halves<>(List.of(1, 2, 3, 4));
    assertEquals(List.of(2, 3, 4), halves.next(item -> item != 1));
    halves.halve(List.of(2, 3, 4));
    assertEquals(
        List.of(3, 4), halves.next(item -> item > 2), "a part with nothing is passed over");
    assertNull(halves.next(open -> true));
  }

  /** Any batch with any items at fault, 10^5 times, at a system that takes an array whole or not at all. */
  @Test
  void findsExactlyTheItemsAtFaultInOrderWithFewRequests() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 100_000; round++) {
      int size = 1 + random.nextInt(40);
      int faults = random.nextInt(random.nextInt(4) == 0 ? size + 1 : 3);
      Set<Integer> bad =
          IntStream.range(0, faults)
              .mapToObj(each -> random.nextInt(size))
              .collect(Collectors.toSet());
      List<Integer> all = IntStream.range(0, size).boxed().toList();
      List<Integer> taken = new ArrayList<>();
      List<Integer> refused = new ArrayList<>();
      int requests = send(all, bad, taken, refused);
      String about = "-Dseed=" + seed + " round " + round + ": " + size + " items, bad " + bad;
      assertEquals(all.stream().filter(item -> !bad.contains(item)).toList(), taken, about);
      assertEquals(bad.stream().sorted().toList(), refused, about);
      int depth = 32 - Integer.numberOfLeadingZeros(size - 1);
      int most = Math.min(2 * size - 1, 1 + 2 * depth * bad.size());
      assertTrue(requests <= most, about + ": " + requests + " requests, at most " + most);
    }
  }

  private static int send(
      List<Integer> all, Set<Integer> bad, List<Integer> taken, List<Integer> refused) {
    Halves<Integer> halves = new Halves<>(all);
    int requests = 0;
    for (List<Integer> part = halves.next(open -> true);
        part != null;
        part = halves.next(open -> true)) {
      requests++;
      if (part.stream().noneMatch(bad::contains)) {
        taken.addAll(part);
      } else if (!halves.halve(part)) {
        refused.addAll(part);
      }
    }
    return requests;
  }
}
