package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.conf.Ack;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.Place;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.kit.RouteBuilder;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Format;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.Policy;
import io.roundtrip.relay.RoundPolicy.Next;
import io.roundtrip.store.Claim;
import io.roundtrip.store.OutboxMessage;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What follows a round: two destinations, of which {@code twice} takes a message twice and {@code once} does not. */
final class RoundPolicyTest {
  private static final String ID = "0199f3a0-1234-7abc-8def-0123456789ab";
  private static final long ARRIVAL = 1_000_000;
  private static final Place PLACE = new Place("test.yaml", 1, 1);
  private static final OutboxMessage MESSAGE =
      OutboxMessage.fresh(ID, "r", null, ARRIVAL, "", "", ID, null, null, Buffer.buffer("x"));

  private static DestinationConf to(String id, boolean required, boolean idempotent) {
    return new DestinationConf(
        PLACE,
        id,
        new DestinationConf.EventBus(id),
        required,
        idempotent,
        1,
        Duration.ofSeconds(1),
        DestinationConf.Retry.NONE,
        null);
  }

  private static RoundPolicy policy(int maxAttempts, Ack ack, DestinationConf... to) {
    RouteConf route =
        new RouteBuilder("r", Format.BYTES)
            .reply(RouteConf.Reply.STORED)
            .redelivery(
                new RouteConf.Redelivery(
                    maxAttempts, Duration.ofMillis(100), 2, Duration.ofSeconds(1)))
            .to(List.of(to))
            .ack(ack)
            .build();
    int counted = (int) List.of(to).stream().filter(DestinationConf::required).count();
    return new RoundPolicy(route, Policy.of(ack, counted), () -> 1.0);
  }

  private static RoundPolicy both() {
    return policy(0, new Ack.All(), to("twice", true, true), to("once", true, false));
  }

  private static DestinationOutcome at(String id, Verdict verdict, int status) {
    return new DestinationOutcome(id, verdict, null, status, 1, 5);
  }

  private static DestinationOutcome not(String id, Reason reason, int attempts) {
    return new DestinationOutcome(id, Verdict.NOT_ATTEMPTED, reason, 0, attempts, 0);
  }

  private static Outcome round(
      OutcomeKind kind, @Nullable Reason reason, DestinationOutcome... destinations) {
    return new Outcome(ID, "r", kind, reason, "why", 0, List.of(destinations), Timings.NONE, null);
  }

  private static Next after(RoundPolicy policy, OutboxMessage message, Outcome round) {
    return policy.afterRound(message, policy.known(message), round, ARRIVAL + 1_000);
  }

  private static Next.Again again(Next next) {
    return assertInstanceOf(Next.Again.class, next);
  }

  private static Next.Dead dead(Next next) {
    return assertInstanceOf(Next.Dead.class, next);
  }

  private static List<String> ids(List<DestinationOutcome> destinations) {
    return destinations.stream().map(DestinationOutcome::id).toList();
  }

  @Test
  void whatIsDeliveredOrFilteredIsDone() {
    Outcome delivered =
        round(
            OutcomeKind.DELIVERED,
            null,
            at("twice", Verdict.DELIVERED, 200),
            at("once", Verdict.DELIVERED, 200));
    assertInstanceOf(Next.Done.class, after(both(), MESSAGE, delivered));
    Outcome filtered = round(OutcomeKind.FILTERED, null);
    assertInstanceOf(Next.Done.class, after(both(), MESSAGE, filtered));
  }

  @Test
  void whoHasItIsNotSentItAgain() {
    RoundPolicy policy = both();
    Next.Again again =
        again(
            after(
                policy,
                MESSAGE,
                round(
                    OutcomeKind.PARTIAL,
                    null,
                    at("twice", Verdict.REJECTED, 500),
                    at("once", Verdict.DELIVERED, 200))));
    assertEquals(List.of("once"), ids(policy.settled(policy.known(again.after()))));
    assertEquals(1, again.after().attempts());
  }

  @Test
  void anUnknownOneIsSentItAgainOnlyIfItTakesItTwice() {
    Outcome unknownTwice =
        round(
            OutcomeKind.UNKNOWN,
            null,
            at("twice", Verdict.UNKNOWN, 0),
            at("once", Verdict.DELIVERED, 200));
    again(after(both(), MESSAGE, unknownTwice));
    Outcome unknownOnce =
        round(
            OutcomeKind.UNKNOWN,
            null,
            at("twice", Verdict.DELIVERED, 200),
            at("once", Verdict.UNKNOWN, 0));
    assertEquals(OutcomeKind.UNKNOWN, dead(after(both(), MESSAGE, unknownOnce)).outcome().kind());
  }

  @Test
  void anUnknownOneThatThePolicyCanDoWithoutIsLeftOut() {
    RoundPolicy any = policy(0, new Ack.AnyOne(), to("a", true, false), to("b", true, false));
    Next.Again again =
        again(
            after(
                any,
                MESSAGE,
                round(
                    OutcomeKind.UNKNOWN,
                    null,
                    at("a", Verdict.UNKNOWN, 0),
                    at("b", Verdict.REJECTED, 503))));
    assertEquals(List.of("a"), ids(any.settled(again.after().destinations())));
    Next.Dead dead =
        dead(
            after(
                any,
                again.after(),
                round(
                    OutcomeKind.UNKNOWN,
                    null,
                    at("a", Verdict.UNKNOWN, 0),
                    at("b", Verdict.REJECTED, 400))));
    assertEquals(OutcomeKind.UNKNOWN, dead.outcome().kind());
    assertEquals(2, dead.attempts());
  }

  @Test
  void aNoForGoodIsDeadAtOnceAndANoThatPassesIsNot() {
    for (int status : List.of(400, 404, 409, 422)) {
      Outcome no =
          round(
              OutcomeKind.REJECTED,
              null,
              at("twice", Verdict.REJECTED, status),
              at("once", Verdict.REJECTED, 500));
      assertEquals(OutcomeKind.REJECTED, dead(after(both(), MESSAGE, no)).outcome().kind());
    }
    for (int status : List.of(408, 429, 500, 503, 302)) {
      Outcome later =
          round(
              OutcomeKind.REJECTED,
              null,
              at("twice", Verdict.REJECTED, status),
              not("once", Reason.NOT_NEEDED, 0));
      again(after(both(), MESSAGE, later));
    }
  }

  @Test
  void aNoOverMllpIsForGoodUnlessTheSystemTakesAMessageTwice() {
    for (boolean idempotent : new boolean[] {false, true}) {
      DestinationConf lis =
          new DestinationConf(
              PLACE,
              "lis",
              new DestinationConf.Mllp("lis", 1, 1_000, Duration.ofMinutes(1), null),
              true,
              idempotent,
              1,
              Duration.ofSeconds(1),
              DestinationConf.Retry.NONE,
              null);
      RoundPolicy policy = policy(0, new Ack.All(), lis);
      Outcome error = round(OutcomeKind.REJECTED, null, at("lis", Verdict.REJECTED, 500));
      Next next = after(policy, MESSAGE, error);
      assertEquals(idempotent, next instanceof Next.Again, next::toString);
      Outcome no = round(OutcomeKind.REJECTED, null, at("lis", Verdict.REJECTED, 400));
      dead(after(policy, MESSAGE, no));
    }
  }

  @Test
  void aFaultOfTheMessageIsDeadAtOnce() {
    Next.Dead dead =
        dead(after(both(), MESSAGE, round(OutcomeKind.NOT_ATTEMPTED, Reason.MISSING_VALUE)));
    assertEquals(Reason.MISSING_VALUE, dead.outcome().reason());
  }

  @Test
  void whatWasNotTriedIsNoAttempt() {
    for (Reason reason :
        List.of(Reason.QUEUE_FULL, Reason.WAIT_TOO_LONG, Reason.STORE_UNAVAILABLE)) {
      Outcome round = round(OutcomeKind.NOT_ATTEMPTED, reason);
      assertEquals(0, again(after(both(), MESSAGE, round)).after().attempts());
    }
    Outcome lapsed =
        round(
            OutcomeKind.NOT_ATTEMPTED,
            Reason.STORE_UNAVAILABLE,
            not("twice", Reason.STORE_UNAVAILABLE, 1),
            not("once", Reason.NOT_NEEDED, 0));
    assertEquals(0, again(after(both(), MESSAGE, lapsed)).after().attempts());
    Outcome open =
        round(
            OutcomeKind.NOT_ATTEMPTED,
            Reason.BREAKER_OPEN,
            not("twice", Reason.BREAKER_OPEN, 0),
            not("once", Reason.NOT_NEEDED, 0));
    assertEquals(0, again(after(both(), MESSAGE, open)).after().attempts());
    Outcome noConnection =
        round(
            OutcomeKind.NOT_ATTEMPTED,
            Reason.NO_CONNECTION,
            not("twice", Reason.NO_CONNECTION, 1),
            not("once", Reason.NOT_NEEDED, 0));
    assertEquals(1, again(after(both(), MESSAGE, noConnection)).after().attempts());
  }

  @Test
  void itsTriesAndItsTimeEnd() {
    RoundPolicy twoTries = policy(2, new Ack.All(), to("twice", true, true));
    Outcome no = round(OutcomeKind.REJECTED, null, at("twice", Verdict.REJECTED, 500));
    Next.Again first = again(after(twoTries, MESSAGE, no));
    assertEquals(2, dead(after(twoTries, first.after(), no)).attempts());
    long late = ARRIVAL + Duration.ofHours(1).toMillis();
    dead(both().afterRound(MESSAGE, List.of(), no, late));
    assertNotNull(both().beforeRound(MESSAGE, late));
    assertNull(both().beforeRound(MESSAGE, late - 1));
  }

  @Test
  void pausesGrowAndEndWithItsTime() {
    RoundPolicy policy = policy(0, new Ack.All(), to("twice", true, true));
    Outcome no = round(OutcomeKind.REJECTED, null, at("twice", Verdict.REJECTED, 500));
    List<Long> pauses = new ArrayList<>();
    OutboxMessage message = MESSAGE;
    for (int i = 0; i < 5; i++) {
      Next.Again again = again(after(policy, message, no));
      pauses.add(again.pause().toMillis());
      message = again.after();
    }
    assertEquals(List.of(100L, 200L, 400L, 800L, 1_000L), pauses);
    long soonOver = ARRIVAL + Duration.ofHours(1).toMillis() - 7;
    Next.Again last = again(policy.afterRound(message, message.destinations(), no, soonOver));
    assertEquals(7, last.pause().toMillis());
  }

  @Test
  void whatADeadEngineHadInHandMayBeAnywhere() {
    Next.Dead dead = both().beforeRound(suspect(List.of()), ARRIVAL);
    assertNotNull(dead);
    assertEquals(OutcomeKind.UNKNOWN, dead.outcome().kind());
    // Known to be where it must not go twice: the other may have it again.
    OutboxMessage delivered = suspect(List.of(at("once", Verdict.DELIVERED, 200)));
    assertNull(both().beforeRound(delivered, ARRIVAL));
    assertEquals(List.of("once"), ids(both().settled(both().known(delivered))));
  }

  @Test
  void whatNobodyAnsweredMayBeAnywhere() {
    dead(both().afterNoAnswer(MESSAGE, ARRIVAL));
    RoundPolicy twice = policy(0, new Ack.All(), to("twice", true, true));
    assertEquals(1, again(twice.afterNoAnswer(MESSAGE, ARRIVAL)).after().attempts());
  }

  private static OutboxMessage suspect(List<DestinationOutcome> known) {
    return new OutboxMessage(
        ID,
        "r",
        null,
        ARRIVAL,
        "",
        "",
        ID,
        null,
        null,
        Buffer.buffer("x"),
        0,
        true,
        known,
        "",
        new Claim(ID, 1, 1));
  }
}
