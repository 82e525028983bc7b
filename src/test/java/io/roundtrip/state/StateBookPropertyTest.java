package io.roundtrip.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.state.StateRules.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random machines, messages, outcomes, writes and evictions against a model that knows no bounds and forgets nothing: what a
 * message is allowed, and what is there after it, is the same; and what must stay stays.
 */
final class StateBookPropertyTest {
  private static final int CASES = 100_000;
  private static final String[] NAMES = {"a", "b", "c", "d"};
  private static final String[] KEYS = {"k0", "k1", "k2", "k3", "k4", "k5"};

  /** What is remembered of a key, in the plainest way. */
  private static final class Model {
    @Nullable String state;
    boolean inDoubt;
    int count;
    @Nullable Integer highest;
    long version;
  }

  /** One case: a route's life. */
  private static final class Life {
    private final Random random;
    private final String initial = NAMES[0];
    private final Map<String, Set<String>> transitions = new HashMap<>();
    private final StateRules rules;
    private final boolean stored;
    private final int most;
    private final long mostBytes;
    private final StateBook book;
    private final Map<String, Entity> store = new HashMap<>();
    private final Map<String, Model> models = new HashMap<>();
    private final Map<String, Entity> holding = new HashMap<>();
    private final List<Map.Entry<String, Entity>> snapshots = new ArrayList<>();
    private final Set<String> coverage;
    private long now;

    Life(long seed, Set<String> coverage) {
      this.random = new Random(seed);
      this.coverage = coverage;
      for (String name : NAMES) {
        Set<String> next = new TreeSet<>();
        for (String other : NAMES) {
          if (random.nextInt(3) > 0) {
            next.add(other);
          }
        }
        transitions.put(name, next);
      }
      rules =
          new StateRules(
              new Machine(initial, transitions),
              List.of(
                  new Update.Add("count", BigDecimal.ONE), new Update.Extreme("highest", true)));
      stored = random.nextInt(4) > 0;
      most = 1 + random.nextInt(KEYS.length + 2);
      mostBytes = 400L + random.nextInt(3_000);
      book = new StateBook(most, mostBytes, 50, stored);
    }

    void run() {
      for (int i = 0; i < 30; i++) {
        now += random.nextInt(20);
        switch (random.nextInt(6)) {
          case 0, 1 -> enter(KEYS[random.nextInt(KEYS.length)]);
          case 2, 3 -> end();
          case 4 -> write();
          default -> book.evictIdle(now);
        }
        check();
      }
    }

    /** A message of the key comes to the head of its lane. */
    private void enter(String key) {
      if (holding.containsKey(key)) {
        return; // its lane is taken
      }
      String event = NAMES[random.nextInt(NAMES.length)];
      @Nullable String value = random.nextInt(4) == 0 ? null : "" + random.nextInt(100);
      Entity found = book.find(key);
      Entity base = found != null ? found : store.getOrDefault(key, Entity.NONE);
      Model model = models.computeIfAbsent(key, none -> new Model());
      same(key, base, model);
      Step step = rules.step(base, event, Arrays.asList(null, value), null);
      boolean allowed =
          model.state == null
              ? event.equals(initial) || transitions(initial).contains(event)
              : transitions(model.state).contains(event);
      expect(allowed == step instanceof Step.To, "allowed " + allowed + " but " + step);
      coverage.add(allowed ? "allowed" : "not allowed");
      if (step instanceof Step.To to) {
        if (book.tryHold(key, base, to.entity(), now)) {
          holding.put(key, to.entity());
          Integer given = value == null ? null : Integer.valueOf(value);
          pendingHighest.put(key, given);
        } else {
          coverage.add("full");
          expect(isFull(key), "refused though there is room");
        }
      }
    }

    private final Map<String, @Nullable Integer> pendingHighest = new HashMap<>();

    private Set<String> transitions(String state) {
      return Objects.requireNonNull(transitions.get(state));
    }

    /** Whether something that must stay takes what there is: else it was wrong to refuse. */
    private boolean isFull(String key) {
      return book.size() >= most || book.bytes() + 1_000 > mostBytes || book.find(key) != null;
    }

    /** One of the messages under way comes to something. */
    private void end() {
      if (holding.isEmpty()) {
        return;
      }
      String key = new ArrayList<>(holding.keySet()).get(random.nextInt(holding.size()));
      Entity next = Objects.requireNonNull(holding.remove(key));
      Model model = Objects.requireNonNull(models.get(key));
      Integer given = pendingHighest.remove(key);
      switch (random.nextInt(4)) {
        case 0 -> coverage.add("rejected");
        case 1 -> {
          coverage.add("unknown");
          if (!model.inDoubt) {
            model.inDoubt = true;
            model.version++;
            snapshots.add(Map.entry(key, Objects.requireNonNull(book.doubt(key, now))));
          } else {
            expect(book.doubt(key, now) == null, "doubted twice");
          }
        }
        default -> {
          coverage.add("delivered");
          model.state = next.state();
          model.inDoubt = false;
          model.count++;
          model.version++;
          if (given != null && (model.highest == null || given > model.highest)) {
            model.highest = given;
          }
          snapshots.add(Map.entry(key, book.deliver(key, next, now)));
        }
      }
      book.release(key, now);
    }

    /** The store commits some of what waits, in order. */
    private void write() {
      int some = random.nextInt(4);
      while (stored && some-- > 0 && !snapshots.isEmpty()) {
        Map.Entry<String, Entity> first = snapshots.removeFirst();
        store.put(first.getKey(), first.getValue());
        book.written(first.getKey(), first.getValue().version());
      }
    }

    private void check() {
      expect(book.size() <= most, "more entities than may be");
      expect(book.bytes() <= mostBytes, "more bytes than may be");
      int unwritten = 0;
      int inDoubt = 0;
      int here = 0;
      for (String key : KEYS) {
        Entity found = book.find(key);
        Model model = models.getOrDefault(key, new Model());
        if (found != null) {
          here++;
          inDoubt += found.inDoubt() ? 1 : 0;
          same(key, found, model);
          Entity kept = store.get(key);
          long keptVersion = kept == null ? 0 : kept.version();
          boolean behind = stored && found.version() > keptVersion;
          unwritten += behind ? 1 : 0;
          expect(behind == book.isUnwritten(key), "unwritten or not");
        } else {
          expect(!holding.containsKey(key), "what is held stays");
          if (stored) {
            same(key, store.getOrDefault(key, Entity.NONE), model);
          } else if (model.version > 0) {
            coverage.add("forgotten");
            models.remove(key);
          }
        }
      }
      expect(here == book.size(), "size");
      expect(inDoubt == book.inDoubt(), "in doubt");
      expect(unwritten == book.unwritten(), "unwritten");
      if (book.evicted() > 0) {
        coverage.add("evicted");
      }
    }

    private void same(String key, Entity entity, Model model) {
      expect(Objects.equals(entity.state(), model.state), key + " state");
      expect(entity.inDoubt() == model.inDoubt, key + " in doubt");
      expect(entity.version() == model.version, key + " version");
      String count = model.count == 0 ? null : "" + model.count;
      expect(Objects.equals(entity.data().get("count"), count), key + " count");
      String highest = model.highest == null ? null : "" + model.highest;
      expect(Objects.equals(entity.data().get("highest"), highest), key + " highest");
    }

    private static void expect(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError(what);
      }
    }
  }

  @Test
  void aBookIsWhatASimpleModelSays() {
    Set<String> coverage = new TreeSet<>();
    for (long seed = 0; seed < CASES; seed++) {
      try {
        new Life(seed, coverage).run();
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
      }
    }
    assertTrue(
        coverage.containsAll(
            List.of(
                "allowed",
                "not allowed",
                "full",
                "rejected",
                "unknown",
                "delivered",
                "forgotten",
                "evicted")),
        coverage::toString);
  }
}
