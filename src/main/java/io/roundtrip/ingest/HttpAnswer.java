package io.roundtrip.ingest;

import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.StateView;
import io.roundtrip.model.Timings;
import io.roundtrip.net.Json;
import io.roundtrip.outcome.HttpStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders an outcome for an HTTP sender: status, headers, and a body in JSON, which for anything but 2xx is a problem
 * (RFC 9457), or {@link OperationOutcome} where the route's messages are FHIR. Loop-confined: one for each shard, whose buffer it reuses.
 */
final class HttpAnswer {
  static final CharSequence MESSAGE_ID = HttpHeaders.createOptimized("x-message-id");
  static final CharSequence OUTCOME = HttpHeaders.createOptimized("x-delivery-outcome");
  private static final CharSequence REPLAYED = HttpHeaders.createOptimized("idempotent-replayed");
  private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence FHIR = HttpHeaders.createOptimized("application/fhir+json");
  static final CharSequence PROBLEM = HttpHeaders.createOptimized("application/problem+json");

  private final StringBuilder text = new StringBuilder(512);

  /** Answers what is no message of a route. */
  void send(HttpServerResponse response, Outcome outcome) {
    send(response, outcome, false, false);
  }

  /**
   * Answers with the outcome.
   *
   * @param replayed whether it is that of an earlier message with the same idempotency key
   * @param isFhir whether the sender is told what went wrong as FHIR does
   */
  void send(HttpServerResponse response, Outcome outcome, boolean replayed, boolean isFhir) {
    int status = HttpStatus.of(outcome);
    head(response, outcome.messageId(), outcome.kind(), outcome.timings());
    if (outcome.kind() == OutcomeKind.ACCEPTED) {
      response.putHeader(HttpHeaders.LOCATION, "/messages/" + outcome.messageId());
    }
    if (replayed) {
      response.putHeader(REPLAYED, "true");
    }
    if (outcome.retryAfterMillis() > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, seconds(outcome.retryAfterMillis()));
    }
    DestinationAnswer answer = outcome.answer();
    if (answer != null && outcome.kind() == OutcomeKind.DELIVERED) {
      response.setStatusCode(answer.status());
      if (answer.contentType() != null) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
      }
      response.end(Buffer.buffer(answer.body()));
      return;
    }
    response.setStatusCode(status);
    text.setLength(0);
    if (isFhir && !outcome.isPositive()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, FHIR);
      OperationOutcome.write(text, outcome);
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, status < 300 ? JSON : PROBLEM);
      write(text, outcome);
    }
    response.end(Buffer.buffer(text.toString()));
  }

  /** The headers that every answer carries. */
  void head(HttpServerResponse response, String messageId, OutcomeKind kind, Timings timings) {
    response.putHeader(MESSAGE_ID, messageId);
    response.putHeader(OUTCOME, kind.text());
    response.putHeader(SERVER_TIMING, timing(timings));
  }

  /** The body for the outcome. */
  static void write(StringBuilder out, Outcome outcome) {
    out.append('{');
    if (!outcome.isPositive()) {
      problem(out, outcome);
    }
    Json.member(out, "messageId", outcome.messageId());
    Json.member(out.append(','), "route", outcome.route());
    Json.member(out.append(','), "outcome", outcome.kind().text());
    destinations(out.append(','), outcome.destinations());
    state(out, outcome.state());
    out.append('}');
  }

  /** {@code ,"state":{…}} where a state did not allow the message. */
  static void state(StringBuilder out, @Nullable StateView state) {
    if (state == null) {
      return;
    }
    Json.member(out.append(",\"state\":{"), "key", state.key());
    if (state.state() != null) {
      Json.member(out.append(','), "state", state.state());
    }
    out.append(",\"version\":").append(state.version());
    out.append(",\"inDoubt\":").append(state.inDoubt());
    out.append(",\"data\":").append(state.data()).append('}');
  }

  private static void problem(StringBuilder out, Outcome outcome) {
    Reason reason = outcome.reason();
    String code = reason == null ? outcome.kind().text() : reason.code();
    Json.member(out, "type", "urn:roundtrip:problem:" + code);
    Json.member(out.append(','), "title", HttpStatus.title(outcome));
    out.append(",\"status\":").append(HttpStatus.of(outcome));
    Json.member(out.append(','), "detail", outcome.detail()).append(',');
  }

  /** {@code "destinations":[…]}. */
  static void destinations(StringBuilder out, List<DestinationOutcome> destinations) {
    out.append("\"destinations\":[");
    for (int i = 0; i < destinations.size(); i++) {
      DestinationOutcome destination = destinations.get(i);
      Json.member(out.append(i == 0 ? "{" : ",{"), "id", destination.id());
      Json.member(out.append(','), "outcome", destination.text());
      out.append(",\"status\":");
      if (destination.status() == 0) {
        out.append("null");
      } else {
        out.append(destination.status());
      }
      out.append(",\"attempts\":").append(destination.attempts());
      Json.millis(out.append(",\"durationMs\":"), destination.durationNanos()).append('}');
    }
    out.append(']');
  }

  private String timing(Timings timings) {
    text.setLength(0);
    Json.millis(text.append("queue;dur="), timings.queueNanos());
    Json.millis(text.append(", map;dur="), timings.mapNanos());
    Json.millis(text.append(", deliver;dur="), timings.deliverNanos());
    return text.toString();
  }

  private static String seconds(long millis) {
    return Long.toString(Math.max(1, (millis + 999) / 1_000));
  }
}
