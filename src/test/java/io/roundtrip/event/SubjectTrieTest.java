package io.roundtrip.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SubjectTrieTest {
  private static final List<String> TOKENS = List.of("a", "b", "orders", "x-1");

  @Test
  void aStarIsOneTokenAndAnAngleTheRest() {
    SubjectTrie<String> trie = new SubjectTrie<>();
    for (String pattern :
        List.of("orders.created", "orders.*", "orders.>", ">", "*", "*.created")) {
      trie.add(pattern, pattern);
    }
    assertEquals(
        List.of("*.created", ">", "orders.*", "orders.>", "orders.created"),
        trie.match("orders.created").stream().sorted().toList());
    assertEquals(
        List.of(">", "orders.>"), trie.match("orders.created.eu").stream().sorted().toList());
    assertEquals(List.of("*", ">"), trie.match("orders").stream().sorted().toList());
  }

  @Test
  void whatNobodyWantsAnyMoreIsNotKept() {
    SubjectTrie<String> trie = new SubjectTrie<>();
    trie.add("orders.*.eu", "one");
    trie.add("orders.>", "two");
    assertFalse(trie.remove("orders.*.eu", "another"));
    assertTrue(trie.remove("orders.*.eu", "one"));
    assertTrue(trie.remove("orders.>", "two"));
    assertEquals(0, trie.size());
    assertTrue(trie.isBare());
  }

  /** Random patterns come and go, and each subject is held against all of them one by one. */
  @Test
  void itFindsWhatANaiveMatcherFinds() {
    for (long seed = 1; seed <= 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SubjectTrie<Integer> trie = new SubjectTrie<>();
      List<String> patterns = new ArrayList<>();
      List<Integer> in = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        if (!in.isEmpty() && random.nextInt(3) == 0) {
          Integer out = in.remove(random.nextInt(in.size()));
          assertTrue(trie.remove(patterns.get(out), out), "seed " + seed);
        } else {
          patterns.add(pattern(random));
          in.add(patterns.size() - 1);
          trie.add(patterns.getLast(), patterns.size() - 1);
        }
        String subject = subject(random);
        List<Integer> naive =
            in.stream()
                .filter(
                    one -> matches(Subjects.tokens(patterns.get(one)), Subjects.tokens(subject)))
                .sorted()
                .toList();
        String what = "seed " + seed + ": " + subject;
        assertEquals(naive, trie.match(subject).stream().sorted().toList(), what);
        assertEquals(
            naive,
            in.stream()
                .filter(one -> new SubjectPattern(patterns.get(one)).matches(subject))
                .sorted()
                .toList(),
            what);
      }
      List.copyOf(in).forEach(one -> trie.remove(patterns.get(one), one));
      assertTrue(trie.isBare(), "seed " + seed);
    }
  }

  private static boolean matches(List<String> pattern, List<String> subject) {
    if (pattern.isEmpty() || subject.isEmpty()) {
      return pattern.isEmpty() && subject.isEmpty();
    }
    String first = pattern.getFirst();
    return first.equals(">")
        || ((first.equals("*") || first.equals(subject.getFirst()))
            && matches(pattern.subList(1, pattern.size()), subject.subList(1, subject.size())));
  }

  private static String subject(SplittableRandom random) {
    List<String> tokens = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      tokens.add(TOKENS.get(random.nextInt(TOKENS.size())));
    }
    return String.join(".", tokens);
  }

  private static String pattern(SplittableRandom random) {
    List<String> tokens = new ArrayList<>(Subjects.tokens(subject(random)));
    for (int i = 0; i < tokens.size(); i++) {
      if (random.nextInt(3) == 0) {
        tokens.set(i, "*");
      }
    }
    if (random.nextInt(4) == 0) {
      tokens.set(tokens.size() - 1, ">");
    }
    return String.join(".", tokens);
  }

  @Test
  void saysWhatIsNoSubjectAndNoPattern() {
    for (String wrong : List.of("", ".", "a.", ".a", "a..b", "a b", "a.*", "a.>", "ü", "a/b")) {
      assertTrue(Subjects.problem(wrong) != null, wrong);
    }
    for (String wrong : List.of("", "a.", ">.a", "a*", "a.b>", "a..*")) {
      assertTrue(Subjects.patternProblem(wrong) != null, wrong);
      assertThrows(IllegalArgumentException.class, () -> new SubjectPattern(wrong), wrong);
    }
    assertTrue(Subjects.problem("a".repeat(257)) != null);
    assertTrue(Subjects.problem("a.".repeat(16) + "a") != null);
    assertEquals(null, Subjects.problem("a.".repeat(15) + "a"));
    assertEquals(null, Subjects.patternProblem("orders.*.x_1-2.>"));
  }
}
