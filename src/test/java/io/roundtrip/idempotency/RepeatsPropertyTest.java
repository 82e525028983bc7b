package io.roundtrip.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.Ack;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.conf.RouteConf.Reply;
import io.roundtrip.delivery.Plan;
import io.roundtrip.idempotency.KeyedRoute.To;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.Outcomes;
import io.roundtrip.store.KeyRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever becomes of a message and of its engine, however often it is repeated: who may not have it twice is sent it again only
 * if it is known not to have it, and what the sender is told is true.
 */
final class RepeatsPropertyTest {
  private static final int KEYS = 50_000;
  private static final int MOST_SENDS = 8;

  @Test
  void nobodyGetsAMessageTwiceWhoMayNotAndEveryAnswerIsTrue() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int resumed = 0;
    for (int i = 0; i < KEYS; i++) {
      long own = random.nextLong();
      try {
        resumed += new Life(new SplittableRandom(own)).run();
      } catch (AssertionError broken) {
        throw new AssertionError("seed " + own, broken);
      }
    }
    assertTrue(resumed > KEYS / 10, "only " + resumed + " messages were sent again");
  }

  /** One key's messages. Loop-confined. */
  private static final class Life {
    private final SplittableRandom random;
    private final To[] to;
    private final Plan plan;
    private final Repeats repeats;
    private final boolean fences;
    private final boolean[] has;
    private final List<String> confirmed = new ArrayList<>();
    private List<DestinationOutcome> recorded = List.of();

    Life(SplittableRandom random) {
      this.random = random;
      Reply reply = random.nextInt(4) == 0 ? Reply.QUEUED : Reply.DELIVERED;
      this.fences = reply == Reply.DELIVERED;
      this.to = new To[1 + random.nextInt(4)];
      int counted = 0;
      for (int i = 0; i < to.length; i++) {
        boolean required = i == 0 || random.nextInt(4) > 0;
        counted += required ? 1 : 0;
        to[i] = new To("d" + i, random.nextBoolean(), required, random.nextBoolean());
      }
      Ack ack =
          switch (random.nextInt(3)) {
            case 0 -> new Ack.AnyOne();
            case 1 -> new Ack.Quorum(1 + random.nextInt(counted));
            default -> new Ack.All();
          };
      RouteConf conf = KeyedRoute.conf(reply, ack, to);
      this.plan = Plan.of(conf, false);
      this.repeats = new Repeats(conf, plan);
      this.has = new boolean[to.length];
    }

    private boolean fenced(int i) {
      return fences && to[i].table();
    }

    /** How often it was sent again. */
    int run() {
      Outcome before = null;
      List<DestinationOutcome> settled = List.of();
      for (int sends = 0; sends < MOST_SENDS; sends++) {
        boolean dies = random.nextInt(4) == 0;
        Outcome now = deliver(settled, dies);
        Outcome known = before == null ? now : repeats.together(before, now);
        if (!dies) {
          isTrue(known);
          if (!Repeats.isKept(known)) {
            return sends;
          }
          recorded = known.destinations();
        }
        Decision decision = repeats.decide(row(dies, known), KeyedRoute.BODY, KeyedRoute.OWN);
        switch (decision) {
          case Decision.Replay replay -> {
            isTrue(replay.outcome());
            return sends;
          }
          case Decision.Resume resume -> {
            before = resume.known();
            settled = resume.settled();
          }
          case Decision.Conflict conflict -> throw new AssertionError(conflict);
          case Decision.Replace replace -> throw new AssertionError(replace);
          case Decision.Wait wait -> throw new AssertionError(wait);
        }
      }
      return MOST_SENDS;
    }

    private KeyRecord row(boolean dead, Outcome known) {
      return KeyedRoute.record(
          dead ? KeyedRoute.DEAD : null,
          false,
          false,
          dead ? null : known.kind(),
          confirmed,
          recorded);
    }

    /** A yes means that enough have it; a no, that what is named has it and nobody else. */
    private void isTrue(Outcome outcome) {
      int counted = 0;
      for (int i = 0; i < to.length; i++) {
        counted += to[i].required() && has[i] ? 1 : 0;
        if (verdict(outcome.destinations(), i) == Verdict.DELIVERED) {
          assertTrue(has[i], () -> "is said to have it: " + outcome);
        }
        boolean no =
            outcome.kind() == OutcomeKind.REJECTED || outcome.kind() == OutcomeKind.NOT_ATTEMPTED;
        if (no && to[i].required()) {
          assertFalse(has[i], () -> "nobody is said to have it: " + outcome);
        }
        if (outcome.kind() == OutcomeKind.PARTIAL && to[i].required()) {
          assertEquals(
              has[i], verdict(outcome.destinations(), i) == Verdict.DELIVERED, outcome::toString);
        }
      }
      if (outcome.kind() == OutcomeKind.DELIVERED) {
        assertTrue(plan.policy().isMet(counted), () -> "too few have it: " + outcome);
      }
    }

    /** As the core does it, in short. */
    private Outcome deliver(List<DestinationOutcome> settled, boolean dies) {
      List<DestinationOutcome> destinations = new ArrayList<>();
      int[] count = new int[Verdict.values().length];
      for (int i = 0; i < to.length; i++) {
        Verdict before = verdict(settled, i);
        Verdict verdict = before;
        if (verdict == null) {
          verdict = to[i].required() ? send(i, dies) : Verdict.NOT_ATTEMPTED;
        }
        if (to[i].required()) {
          count[index(verdict)]++;
        }
        destinations.add(outcome(i, verdict));
      }
      if (plan.policy().isMet(count[0])) {
        for (int i = 0; i < to.length; i++) {
          if (!to[i].required() && verdict(settled, i) == null) {
            destinations.set(i, outcome(i, send(i, dies)));
          }
        }
      }
      OutcomeKind kind = Outcomes.ofMessage(plan.policy(), count[0], count[1], count[2]);
      return new Outcome(
          KeyedRoute.MESSAGE,
          "r",
          kind,
          kind == OutcomeKind.NOT_ATTEMPTED ? Reason.NO_CONNECTION : null,
          "",
          0,
          destinations,
          Timings.NONE,
          null);
    }

    private static int index(Verdict verdict) {
      return switch (verdict) {
        case DELIVERED -> 0;
        case UNKNOWN -> 1;
        case REJECTED -> 2;
        case NOT_ATTEMPTED -> 3;
      };
    }

    private Verdict send(int i, boolean dies) {
      assertFalse(has[i] && fenced(i), "a table has it already");
      assertFalse(has[i] && !to[i].idempotent(), () -> to[i] + " is sent it again");
      int chance = random.nextInt(6);
      boolean arrives = chance < 2 || (chance == 2 && random.nextBoolean());
      if (arrives) {
        has[i] = true;
        if (fenced(i)) {
          confirmed.add(to[i].id());
        }
      }
      if (dies) {
        return Verdict.UNKNOWN; // and nobody hears it
      }
      return chance < 2
          ? Verdict.DELIVERED
          : chance == 2 ? Verdict.UNKNOWN : chance < 5 ? Verdict.REJECTED : Verdict.NOT_ATTEMPTED;
    }

    private DestinationOutcome outcome(int i, Verdict verdict) {
      Reason reason = verdict == Verdict.NOT_ATTEMPTED ? Reason.NO_CONNECTION : null;
      return new DestinationOutcome(to[i].id(), verdict, reason, 0, 1, 0);
    }

    private @Nullable Verdict verdict(List<DestinationOutcome> all, int i) {
      for (DestinationOutcome one : all) {
        if (one.id().equals(to[i].id())) {
          return one.verdict();
        }
      }
      return null;
    }
  }
}
