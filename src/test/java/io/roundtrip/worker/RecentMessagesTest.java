package io.roundtrip.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.engine.Loaded;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.model.Verdict;
import io.roundtrip.protocol.MessageView;
import io.roundtrip.route.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("EnumOrdinal") // any of them, at random
final class RecentMessagesTest {
  private static final int MOST = 50;

  @TempDir Path folder;

  private final SplittableRandom random = new SplittableRandom(7);
  private final MessageIds ids = new MessageIds(random);

  @Test
  void givesBackWhatItWasToldAndForgetsTheOldest() {
    List<Route> routes = routes();
    RecentMessages recent = new RecentMessages(routes, MOST);
    List<Outcome> told = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int route = random.nextInt(routes.size());
      Outcome outcome = outcome(routes.get(route));
      told.add(outcome);
      recent.add(route, outcome, i);
      for (int back = 0; back < Math.min(told.size(), 2 * MOST); back++) {
        Outcome one = told.get(told.size() - 1 - back);
        MessageView view = recent.find(one.messageId());
        if (back >= MOST) {
          assertNull(view, "forgotten");
        } else {
          assertNotNull(view);
          assertEquals(one.route(), view.route());
          assertEquals(one.kind(), view.outcome());
          assertEquals(one.detail(), view.detail());
          assertEquals(one.destinations(), view.destinations());
          assertEquals(i - back, view.epochMillis());
        }
      }
    }
  }

  @Test
  void knowsNoForgedId() {
    RecentMessages recent = new RecentMessages(routes(), MOST);
    assertNull(recent.find("00000000-0000-0000-0000-000000000000"));
    assertNull(recent.find("no id"));
    assertNull(recent.find(ids.next(1, 0)));
  }

  private List<Route> routes() {
    return Loaded.load(
            TestEngine.write(
                folder,
                TestEngine.ENGINE_CONF,
                """
                id: one
                to: [ { id: lab, http: { url: "http://127.0.0.1:1/" } } ]
                """,
                """
                id: two
                to:
                  - { id: lab, http: { url: "http://127.0.0.1:1/" } }
                  - { id: payer, event-bus: { address: payer } }
                  - { id: archive, event-bus: { address: archive }, required: false }
                """))
        .routes();
  }

  private Outcome outcome(Route route) {
    OutcomeKind kind = OutcomeKind.values()[random.nextInt(OutcomeKind.values().length)];
    boolean notAttempted = kind == OutcomeKind.NOT_ATTEMPTED;
    List<DestinationOutcome> destinations = new ArrayList<>();
    for (int i = 0; !notAttempted && i < route.conf().to().size(); i++) {
      destinations.add(destination(route.conf().to().get(i).id()));
    }
    return new Outcome(
        ids.next(1_000_000, 3),
        route.id(),
        kind,
        notAttempted ? Reason.DEADLINE : null,
        kind == OutcomeKind.DELIVERED ? "" : "detail " + random.nextInt(),
        0,
        destinations,
        Timings.NONE,
        null);
  }

  private DestinationOutcome destination(String id) {
    int which = random.nextInt(Verdict.values().length + 1);
    Verdict verdict = which == Verdict.values().length ? null : Verdict.values()[which];
    Reason reason =
        verdict == Verdict.NOT_ATTEMPTED
            ? Reason.values()[random.nextInt(Reason.values().length)]
            : null;
    int status = random.nextBoolean() ? random.nextInt(600) : random.nextInt();
    return new DestinationOutcome(
        id, verdict, reason, status, random.nextInt(60_000), random.nextLong(Long.MAX_VALUE));
  }
}
