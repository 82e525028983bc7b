package io.roundtrip.ingest;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.StateView;
import io.roundtrip.net.Json;
import io.roundtrip.outcome.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Renders an outcome as FHIR R4's OperationOutcome, for senders of a route with {@code format: fhir}: the facts of the
 * problem (RFC 9457) that other senders get, those that FHIR has no place for as extensions. Stateless.
 */
final class OperationOutcome {
  private static final String EXTENSION = "urn:roundtrip:";

  private OperationOutcome() {}

  static void write(StringBuilder out, Outcome outcome) {
    Reason reason = outcome.reason();
    String problem = reason == null ? outcome.kind().text() : reason.code();
    out.append("{\"resourceType\":\"OperationOutcome\",\"extension\":[");
    extension(out, "messageId", "String", outcome.messageId());
    extension(out.append(','), "route", "String", outcome.route());
    extension(out.append(','), "outcome", "Code", outcome.kind().text());
    extension(out.append(','), "status", "Integer", HttpStatus.of(outcome));
    for (DestinationOutcome destination : outcome.destinations()) {
      destination(out.append(','), destination);
    }
    StateView state = outcome.state();
    if (state != null) {
      state(out.append(','), state);
    }
    out.append("],\"issue\":[{\"severity\":\"error\",");
    Json.member(out, "code", issueType(outcome.kind(), reason));
    out.append(",\"details\":{\"coding\":[{");
    Json.member(out, "system", EXTENSION + "problem");
    Json.member(out.append(','), "code", problem);
    out.append("}],");
    Json.member(out, "text", HttpStatus.title(outcome)).append('}');
    if (!outcome.detail().isEmpty()) {
      Json.member(out.append(','), "diagnostics", outcome.detail());
    }
    out.append("}]}");
  }

  private static void destination(StringBuilder out, DestinationOutcome destination) {
    begin(out, "destination").append("\"extension\":[");
    extension(out, "id", "String", destination.id());
    extension(out.append(','), "outcome", "Code", destination.text());
    if (destination.status() != 0) {
      extension(out.append(','), "status", "Integer", destination.status());
    }
    extension(out.append(','), "attempts", "Integer", destination.attempts());
    begin(out.append(','), "durationMs").append("\"valueDecimal\":");
    Json.millis(out, destination.durationNanos()).append("}]}");
  }

  private static void state(StringBuilder out, StateView state) {
    begin(out, "state").append("\"extension\":[");
    extension(out, "key", "String", state.key());
    if (state.state() != null) {
      extension(out.append(','), "state", "String", state.state());
    }
    begin(out.append(','), "version").append("\"valueDecimal\":");
    out.append(state.version());
    begin(out.append("},"), "inDoubt").append("\"valueBoolean\":");
    out.append(state.inDoubt()).append("},");
    extension(out, "data", "String", state.data());
    out.append("]}");
  }

  private static StringBuilder begin(StringBuilder out, String name) {
    return Json.member(out.append('{'), "url", EXTENSION + name).append(',');
  }

  /** An extension; an empty text is no value in FHIR, and is {@code unknown}. */
  private static void extension(StringBuilder out, String name, String type, String value) {
    String text = value.isEmpty() ? "unknown" : value;
    Json.member(begin(out, name), "value" + type, text).append('}');
  }

  private static void extension(StringBuilder out, String name, String type, int value) {
    begin(out, name).append("\"value").append(type).append("\":").append(value).append('}');
  }

  /** The code of FHIR's value set issue-type that comes nearest. */
  private static String issueType(OutcomeKind kind, @Nullable Reason reason) {
    return switch (reason) {
      case null -> kind == OutcomeKind.UNKNOWN ? "timeout" : "processing";
      case MALFORMED -> "structure";
      case MISSING_VALUE -> "required";
      case NO_ROUTE -> "not-found";
      case METHOD_NOT_ALLOWED, MEDIA_TYPE -> "not-supported";
      case TOO_LARGE -> "too-long";
      case STATE_CONFLICT, KEY_REUSED -> "conflict";
      case BODY_TIMEOUT, DEADLINE -> "timeout";
      case QUEUE_FULL, STATE_FULL, WAIT_TOO_LONG -> "throttled";
      case NO_CONNECTION, BREAKER_OPEN, DRAINING, STORE_UNAVAILABLE, SENDER_LEFT, NOT_NEEDED ->
          "transient";
      case BUG -> "exception";
    };
  }
}
