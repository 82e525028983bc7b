package io.roundtrip.management;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.outcome.HttpStatus;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.ReplayAnswer;
import io.roundtrip.store.DeadLetterFilter;
import io.roundtrip.store.DeadLetterPage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends stored messages again: one, or all dead letters that a query selects. Loop-confined.
 *
 * <p>The answer for one says what became of the new message, with the status that its sender would get. For many it is a
 * summary; they are sent {@link #AT_A_TIME} at a time, the ones that died last first, and one request takes a page of them
 * and begins none after {@link #PATIENCE}: {@code next} is where the next request goes on, and with {@code left} the same one
 * is to be repeated.
 */
final class ReplayApi {
  /** As long as a route's deadline may be: the worker decides it. */
  private static final long TIMEOUT_MILLIS = Duration.ofDays(31).toMillis();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int AT_A_TIME = 8;

  private final StoreQuestions asking;
  private final Addresses addresses;

  ReplayApi(StoreQuestions asking, Addresses addresses) {
    this.asking = asking;
    this.addresses = addresses;
  }

  void one(RoutingContext request) {
    asking.request(
        request,
        addresses.replayMessage(),
        String.valueOf(request.pathParam("id")),
        TIMEOUT_MILLIS,
        answer -> {
          switch (answer) {
            case ReplayAnswer.Replayed replayed -> answer(request, replayed);
            case ReplayAnswer.Unknown unknown ->
                StoreQuestions.problem(
                    request, 404, "No such message", "the store has no message of this id");
            case ReplayAnswer.Refused refused ->
                StoreQuestions.problem(request, 409, "Cannot be sent again", refused.detail());
            case ReplayAnswer.Unavailable no -> StoreQuestions.notNow(request, no.detail());
          }
        });
  }

  private static void answer(RoutingContext request, ReplayAnswer.Replayed replayed) {
    Outcome outcome = replayed.outcome();
    JsonObject body =
        new JsonObject()
            .put("messageId", outcome.messageId())
            .put("replayOf", replayed.replayOf())
            .put("route", outcome.route())
            .put("outcome", outcome.kind().text());
    if (outcome.reason() != null) {
      body.put("reason", outcome.reason().code());
    }
    if (!outcome.detail().isEmpty()) {
      body.put("detail", outcome.detail());
    }
    JsonArray destinations = new JsonArray();
    for (DestinationOutcome destination : outcome.destinations()) {
      destinations.add(
          new JsonObject()
              .put("id", destination.id())
              .put("outcome", destination.text())
              .put("status", destination.status() == 0 ? null : destination.status())
              .put("attempts", destination.attempts()));
    }
    ManagementVerticle.json(
        request, HttpStatus.of(outcome), body.put("destinations", destinations));
  }

  void many(RoutingContext request) {
    DeadLetterFilter filter;
    try {
      filter = DeadLetterParameters.read(request.request().params());
    } catch (MessageParameters.Wrong wrong) {
      StoreQuestions.wrong(request, wrong);
      return;
    }
    if (Boolean.TRUE.equals(filter.replayed())) {
      StoreQuestions.problem(
          request, 400, "Bad parameter", "what was sent again is not sent a second time");
      return;
    }
    asking.ask(
        request,
        addresses.searchDeadLetters(),
        filter.notReplayed(),
        page -> new Many(request, page).begin());
  }

  /** One request for many. */
  private final class Many {
    private final RoutingContext request;
    private final @Nullable String next;
    private final Deque<String> left = new ArrayDeque<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final long endNanos = System.nanoTime() + PATIENCE.toNanos();
    private int underWay;
    private int refused;
    private int unavailable;
    private boolean answered;

    Many(RoutingContext request, DeadLetterPage page) {
      this.request = request;
      this.next = page.next();
      page.rows().forEach(row -> left.add(row.messageId()));
    }

    void begin() {
      proceed();
    }

    private void proceed() {
      while (underWay < AT_A_TIME && !left.isEmpty() && System.nanoTime() - endNanos < 0) {
        underWay++;
        asking.request(
            addresses.replayMessage(),
            left.remove(),
            TIMEOUT_MILLIS,
            this::onAnswer,
            failure -> onUnavailable());
      }
      if (underWay == 0 && !answered) {
        answered = true;
        answer();
      }
    }

    private void onAnswer(ReplayAnswer answer) {
      underWay--;
      switch (answer) {
        case ReplayAnswer.Replayed replayed ->
            outcomes.merge(replayed.outcome().kind().text(), 1, Integer::sum);
        case ReplayAnswer.Refused no -> refused++;
        case ReplayAnswer.Unknown gone -> refused++;
        case ReplayAnswer.Unavailable no -> unavailable++;
      }
      proceed();
    }

    private void onUnavailable() {
      underWay--;
      unavailable++;
      proceed();
    }

    private void answer() {
      JsonObject counts = new JsonObject();
      for (OutcomeKind kind : OutcomeKind.values()) {
        counts.put(kind.text(), outcomes.getOrDefault(kind.text(), 0));
      }
      JsonObject body =
          new JsonObject()
              .put("replayed", outcomes.values().stream().mapToInt(each -> each).sum())
              .put("outcomes", counts)
              .put("refused", refused)
              .put("unavailable", unavailable)
              .put("left", left.size());
      if (next != null && left.isEmpty()) {
        body.put("next", next);
      }
      ManagementVerticle.json(request, 200, body);
    }
  }
}
