package io.roundtrip.idempotency;

import static io.roundtrip.idempotency.KeyedRoute.DEAD;
import static io.roundtrip.idempotency.KeyedRoute.OWN;
import static io.roundtrip.idempotency.KeyedRoute.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.conf.RouteConf.Reply;
import io.roundtrip.idempotency.KeyedRoute.To;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.model.Verdict;
import io.roundtrip.store.KeyRecord;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done with a repeat, by what the store has for its key. */
final class RepeatsTest {
  private static final Buffer BODY = KeyedRoute.BODY;

  private static DestinationOutcome at(String id, Verdict verdict) {
    return new DestinationOutcome(
        id, verdict, verdict == Verdict.NOT_ATTEMPTED ? Reason.NO_CONNECTION : null, 0, 1, 0);
  }

  private static Decision.Resume resume(Repeats repeats, KeyRecord row) {
    return assertInstanceOf(Decision.Resume.class, repeats.decide(row, BODY, OWN));
  }

  private static Outcome replay(Repeats repeats, KeyRecord row) {
    return assertInstanceOf(Decision.Replay.class, repeats.decide(row, BODY, OWN)).outcome();
  }

  private static List<String> ids(List<DestinationOutcome> all) {
    return all.stream().map(one -> one.id() + "=" + one.text()).toList();
  }

  @Test
  void aDeliveredMessageIsReplayedAsItWas() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a"));
    Outcome outcome =
        replay(
            repeats, record(null, OutcomeKind.DELIVERED, List.of(), at("gone", Verdict.DELIVERED)));
    assertEquals(OutcomeKind.DELIVERED, outcome.kind());
    assertEquals(List.of("gone=delivered"), ids(outcome.destinations()));
  }

  @Test
  void anotherBodyIsAConflictWhateverTheStateOfTheFirst() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a"));
    Buffer other = Buffer.buffer("other");
    for (KeyRecord row :
        List.of(
            record(null, OutcomeKind.DELIVERED, List.of()),
            record(null, OutcomeKind.PARTIAL, List.of()),
            record(DEAD, null, List.of()),
            KeyedRoute.alive())) {
      assertInstanceOf(Decision.Conflict.class, repeats.decide(row, other, OWN));
    }
  }

  @Test
  void anExpiredKeyIsAsNewForAnyBody() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a"));
    for (Buffer body : List.of(BODY, Buffer.buffer("other"))) {
      assertInstanceOf(Decision.Replace.class, repeats.decide(KeyedRoute.expired(), body, OWN));
    }
  }

  @Test
  void aMessageOfALivingEngineIsWaitedFor() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a").again());
    Decision decision = repeats.decide(KeyedRoute.alive(), BODY, OWN);
    assertEquals(KeyedRoute.MESSAGE, assertInstanceOf(Decision.Wait.class, decision).messageId());
  }

  @Test
  void aMessageOfADeadEngineIsUnknownWhereADestinationMayNotHaveItTwice() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a"), To.http("b").again());
    Outcome outcome = replay(repeats, record(DEAD, null, List.of()));
    assertEquals(OutcomeKind.UNKNOWN, outcome.kind());
    assertEquals(List.of("a=unknown", "b=unknown"), ids(outcome.destinations()));
  }

  @Test
  void aMessageOfThisEngineThatItDoesNotRememberIsThatOfADeadOne() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a"));
    assertEquals(OutcomeKind.UNKNOWN, replay(repeats, record(OWN, null, List.of())).kind());
  }

  @Test
  void aPartialMessageGoesToTheDestinationsWithoutIt() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a"), To.http("b"), To.http("c"));
    KeyRecord row =
        record(
            null,
            OutcomeKind.PARTIAL,
            List.of(),
            at("a", Verdict.DELIVERED),
            at("b", Verdict.REJECTED),
            at("c", Verdict.NOT_ATTEMPTED));
    assertEquals(List.of("a=delivered"), ids(resume(repeats, row).settled()));
  }

  @Test
  void anUnknownMessageGoesToIdempotentDestinationsAlone() {
    Repeats repeats =
        KeyedRoute.of(
            Reply.DELIVERED,
            To.http("a"),
            To.http("b").again(),
            To.http("c").aside(),
            To.http("d").aside().again());
    DestinationOutcome[] destinations = {
      at("a", Verdict.REJECTED),
      at("b", Verdict.UNKNOWN),
      at("c", Verdict.UNKNOWN),
      at("d", Verdict.UNKNOWN)
    };
    KeyRecord row = record(null, OutcomeKind.UNKNOWN, List.of(), destinations);
    // What is not counted does not stand in the way, and is not sent it again either.
    assertEquals(List.of("c=unknown"), ids(resume(repeats, row).settled()));
    destinations[0] = at("a", Verdict.UNKNOWN);
    Outcome stands = replay(repeats, record(null, OutcomeKind.UNKNOWN, List.of(), destinations));
    assertEquals(OutcomeKind.UNKNOWN, stands.kind());
    assertEquals(KeyedRoute.MESSAGE, stands.messageId());
  }

  @Test
  void aTableThatConfirmedIsDeliveredAndOneThatDidNotCanHaveItNow() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.table("t"), To.table("u"));
    Decision.Resume resume = resume(repeats, record(DEAD, null, List.of("t")));
    assertEquals(List.of("t=delivered"), ids(resume.settled()));
    assertEquals(
        OutcomeKind.DELIVERED, replay(repeats, record(DEAD, null, List.of("t", "u"))).kind());
    KeyRecord late =
        record(
            null,
            OutcomeKind.UNKNOWN,
            List.of("t", "u"),
            at("t", Verdict.UNKNOWN),
            at("u", Verdict.UNKNOWN));
    assertEquals(OutcomeKind.DELIVERED, replay(repeats, late).kind());
  }

  @Test
  void aTableBehindAQueueOrAStoreTakesNoPart() {
    for (Reply reply : List.of(Reply.QUEUED, Reply.STORED)) {
      Repeats repeats = KeyedRoute.of(reply, To.table("t"));
      assertEquals(OutcomeKind.UNKNOWN, replay(repeats, record(DEAD, null, List.of())).kind());
    }
  }

  @Test
  void aStoredMessageThatIsUnknownGoesAgainOnlyIfEveryDestinationMayHaveItTwice() {
    Repeats one = KeyedRoute.of(Reply.STORED, To.http("a").again(), To.http("b").aside());
    assertEquals(OutcomeKind.UNKNOWN, replay(one, record(DEAD, null, List.of())).kind());
    Repeats all = KeyedRoute.of(Reply.STORED, To.http("a").again());
    assertEquals(List.of(), resume(all, record(DEAD, null, List.of())).settled());
  }

  @Test
  void anUnknownMessageOfWhichNoDestinationIsNamedIsUnknownAtEach() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a"));
    Outcome outcome = replay(repeats, record(null, OutcomeKind.UNKNOWN, List.of()));
    assertEquals(List.of("a=unknown"), ids(outcome.destinations()));
  }

  @Test
  void whatWasUnknownOnceStaysSoUntilItIsDelivered() {
    Repeats repeats = KeyedRoute.of(Reply.DELIVERED, To.http("a").again(), To.http("b"));
    Outcome before =
        outcome(OutcomeKind.UNKNOWN, at("a", Verdict.UNKNOWN), at("b", Verdict.DELIVERED));
    for (Outcome now :
        List.of(
            outcome(OutcomeKind.PARTIAL, at("a", Verdict.REJECTED), at("b", Verdict.DELIVERED)),
            Outcome.refused("2", "r", Reason.MISSING_VALUE, "", 0),
            outcome(OutcomeKind.FILTERED),
            outcome(OutcomeKind.UNKNOWN))) {
      Outcome together = repeats.together(before, now);
      assertEquals(OutcomeKind.UNKNOWN, together.kind(), now::toString);
      assertEquals("2", together.messageId());
      assertNull(together.reason());
      assertEquals(List.of("a=unknown", "b=delivered"), ids(together.destinations()));
    }
    Outcome delivered =
        outcome(OutcomeKind.DELIVERED, at("a", Verdict.DELIVERED), at("b", Verdict.DELIVERED));
    assertEquals(delivered, repeats.together(before, delivered));
  }

  private static Outcome outcome(OutcomeKind kind, DestinationOutcome... destinations) {
    return new Outcome(
        "2", "r", kind, reason(kind), "", 0, List.of(destinations), Timings.NONE, null);
  }

  private static @Nullable Reason reason(OutcomeKind kind) {
    return kind == OutcomeKind.NOT_ATTEMPTED ? Reason.NO_CONNECTION : null;
  }
}
