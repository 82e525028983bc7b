package io.roundtrip.ingest;

import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.Headers;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.net.Json;
import io.roundtrip.net.Prefer;
import io.roundtrip.outcome.HttpStatus;
import io.roundtrip.route.Route;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One batch on its way: its items start in order, so many at a time. Loop-confined. */
final class Batch {
  /** Items on their way at a time. */
  static final int AT_ONCE = 16;

  /**
   * One item.
   *
   * @param text whether the body came as a JSON string
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Item(String path, Map<String, String> headers, byte[] body, boolean text) {}

  private final String id;
  private final List<Item> items;
  private final HttpIngest routes;
  private final Admission admission;
  private final HttpServerRequest request;
  private final Runnable ended;
  private final List<@Nullable Outcome> outcomes;
  private final List<Incoming> underWay = new ArrayList<>();
  private int next;
  private int open;
  private boolean starting;
  private boolean senderLeft;

  /**
   * A batch that has not begun.
   *
   * @param ended runs once, when no item is under way and none will begin
   */
  Batch(
      String id,
      List<Item> items,
      HttpIngest routes,
      Admission admission,
      HttpServerRequest request,
      Runnable ended) {
    this.id = id;
    this.items = items;
    this.routes = routes;
    this.admission = admission;
    this.request = request;
    this.ended = ended;
    this.outcomes = new ArrayList<>(Collections.nCopies(items.size(), null));
  }

  void run() {
    request.response().exceptionHandler(broken -> onSenderLeft());
    startMore();
  }

  private void startMore() {
    starting = true;
    while (next < items.size() && open < AT_ONCE && !senderLeft) {
      int index = next++;
      open++;
      start(items.get(index), index);
    }
    starting = false;
    if (open == 0) {
      ended.run();
      if (!request.response().closed() && !request.response().ended()) {
        answer();
      }
    }
  }

  private void start(Item item, int index) {
    Route route = routes.find(item.path());
    if (route == null) {
      done(
          index,
          Outcome.refused(
              admission.nextId(), "", Reason.NO_ROUTE, "no route takes " + item.path(), 0));
      return;
    }
    String type = item.headers().get("Content-Type");
    long now = System.nanoTime();
    long wanted = Prefer.waitNanos(item.headers().get("Prefer"));
    long own = route.conf().deadline().toNanos();
    Incoming incoming =
        new Incoming(
            route,
            Headers.of(item.headers()),
            type != null ? type : item.text() ? "" : "application/json",
            Buffer.buffer(item.body()),
            now,
            System.currentTimeMillis(),
            now + (wanted < 0 ? own : Math.min(own, wanted)),
            item.headers().get("Idempotency-Key"),
            item.headers().get("traceparent"));
    String coding = item.headers().get("Content-Encoding");
    String wrongMedia = MediaTypes.refusal(route, incoming.contentType, coding);
    if (BusIngest.hasUnsendable(item.headers())) {
      done(index, admission.refuse(incoming, Reason.MALFORMED, BusIngest.UNSENDABLE));
    } else if (wrongMedia != null) {
      done(index, admission.refuse(incoming, Reason.MEDIA_TYPE, wrongMedia));
    } else {
      underWay.add(incoming);
      admission.submit(
          incoming,
          (outcome, failure) -> {
            underWay.remove(incoming);
            done(index, outcome);
          });
    }
  }

  private void done(int index, Outcome outcome) {
    outcomes.set(index, outcome);
    open--;
    if (!starting) { // an item that is refused at once ends within the loop that starts it
      startMore();
    }
  }

  private void onSenderLeft() {
    senderLeft = true;
    for (Incoming incoming : List.copyOf(underWay)) {
      admission.senderLeft(incoming);
    }
  }

  // The answer ---------------------------------------------------------------------------------

  private void answer() {
    int positive = 0;
    boolean unknown = false;
    for (Outcome outcome : outcomes) {
      if (outcome != null && outcome.isPositive()) {
        positive++;
      }
      unknown |= outcome != null && outcome.kind() == OutcomeKind.UNKNOWN;
    }
    boolean all = positive == items.size();
    int status = all ? 200 : positive == 0 && !unknown ? 502 : 207;
    OutcomeKind kind = kind(all, positive > 0, unknown);
    StringBuilder text = new StringBuilder(256 * items.size() + 256).append('{');
    if (status == 502) {
      Json.member(text, "type", "urn:roundtrip:problem:batch");
      Json.member(text.append(','), "title", "No item of the batch was delivered");
      Json.member(text.append(",\"status\":502,"), "detail", "see the outcome of each item");
      text.append(',');
    }
    Json.member(text, "messageId", id);
    Json.member(text.append(','), "outcome", kind.text());
    text.append(",\"items\":[");
    for (int i = 0; i < items.size(); i++) {
      item(text.append(i == 0 ? "" : ","), items.get(i), outcomes.get(i));
    }
    text.append("]}");
    HttpServerResponse response = request.response();
    response
        .setStatusCode(status)
        .putHeader(HttpAnswer.MESSAGE_ID, id)
        .putHeader(HttpAnswer.OUTCOME, kind.text())
        .putHeader(
            HttpHeaders.CONTENT_TYPE,
            status == 502 ? "application/problem+json" : "application/json")
        .end(Buffer.buffer(text.toString()));
  }

  private OutcomeKind kind(boolean all, boolean any, boolean unknown) {
    if (all) {
      boolean held =
          !outcomes.isEmpty()
              && outcomes.stream().allMatch(o -> o != null && o.kind() == OutcomeKind.ACCEPTED);
      return held ? OutcomeKind.ACCEPTED : OutcomeKind.DELIVERED;
    }
    if (unknown) {
      return OutcomeKind.UNKNOWN;
    }
    if (any || has(OutcomeKind.PARTIAL)) {
      return OutcomeKind.PARTIAL;
    }
    return has(OutcomeKind.REJECTED) ? OutcomeKind.REJECTED : OutcomeKind.NOT_ATTEMPTED;
  }

  private boolean has(OutcomeKind kind) {
    return outcomes.stream().anyMatch(outcome -> outcome != null && outcome.kind() == kind);
  }

  private static void item(StringBuilder text, Item item, @Nullable Outcome outcome) {
    Json.member(text.append('{'), "path", item.path()).append(',');
    if (outcome == null) {
      throw new IllegalStateException("an item without outcome");
    }
    // That of a system over MLLP which said no is not passed on over HTTP.
    DestinationAnswer answer = outcome.kind() == OutcomeKind.DELIVERED ? outcome.answer() : null;
    text.append("\"status\":").append(answer == null ? HttpStatus.of(outcome) : answer.status());
    if (!outcome.isPositive()) {
      Json.member(text.append(','), "detail", outcome.detail());
    }
    Json.member(text.append(','), "messageId", outcome.messageId());
    Json.member(text.append(','), "route", outcome.route());
    Json.member(text.append(','), "outcome", outcome.kind().text());
    HttpAnswer.destinations(text.append(','), outcome.destinations());
    HttpAnswer.state(text, outcome.state());
    if (answer != null) {
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      Json.member(text.append(','), "body", body);
    }
    text.append('}');
  }
}
