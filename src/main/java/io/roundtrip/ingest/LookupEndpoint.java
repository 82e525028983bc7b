package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.net.Endpoint;
import io.roundtrip.net.Json;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.MessageView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** {@code GET /messages/{id}}: what became of a message, asked at the shard that runs it. Loop-confined. */
final class LookupEndpoint implements Endpoint {
  private static final String PREFIX = "/messages/";
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final String NOT_HERE =
      "the engine does not know this id (settled messages are forgotten after a while, all of them"
          + " in a restart): whether it was delivered is for its destinations to say";

  private final Bus bus;
  private final Addresses addresses;
  private final int shards;
  private final Admission admission;
  private final HttpAnswer answers;

  LookupEndpoint(
      Bus bus, Addresses addresses, int shards, Admission admission, HttpAnswer answers) {
    this.bus = bus;
    this.addresses = addresses;
    this.shards = shards;
    this.admission = admission;
    this.answers = answers;
  }

  @Override
  public boolean tryHandle(HttpServerRequest request) {
    String path = request.path();
    if (path == null || !path.startsWith(PREFIX)) {
      return false;
    }
    if (!request.method().equals(HttpMethod.GET)) {
      HttpIngest.refuseMethod(request, answers, admission.nextId(), Set.of("GET"));
      return true;
    }
    String id = path.substring(PREFIX.length());
    int shard = MessageIds.shardOf(id);
    if (shard < 0 || shard >= shards) {
      answerUnknown(request, id);
    } else {
      bus.request(
          addresses.lookup(shard),
          id,
          TIMEOUT_MILLIS,
          (view, failure) -> {
            if (failure != null || !view.found()) {
              answerUnknown(request, id);
            } else {
              answer(request, view);
            }
          });
    }
    return true;
  }

  /** Nobody knows, and the answer must not say more: the message may have been delivered long ago. */
  private static void answerUnknown(HttpServerRequest request, String path) {
    String id = path.length() <= 64 ? path : path.substring(0, 64);
    StringBuilder text = new StringBuilder(256).append('{');
    Json.member(text, "type", "urn:roundtrip:problem:no-message");
    Json.member(text.append(','), "title", "No such message");
    text.append(",\"status\":404");
    Json.member(text.append(','), "detail", NOT_HERE);
    Json.member(text.append(','), "messageId", id);
    Json.member(text.append(','), "route", "");
    Json.member(text.append(','), "outcome", OutcomeKind.UNKNOWN.text());
    HttpAnswer.destinations(text.append(','), List.of());
    request
        .response()
        .setStatusCode(404)
        .putHeader(HttpAnswer.MESSAGE_ID, id)
        .putHeader(HttpAnswer.OUTCOME, OutcomeKind.UNKNOWN.text())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(Buffer.buffer(text.append('}').toString()));
  }

  private static void answer(HttpServerRequest request, MessageView view) {
    StringBuilder text = new StringBuilder(256).append('{');
    Json.member(text, "messageId", view.messageId());
    Json.member(text.append(','), "route", view.route());
    Json.member(text.append(','), "state", view.state());
    Outcome outcome = view.outcome();
    String word = outcome == null ? "pending" : outcome.kind().text();
    Json.member(text.append(','), "outcome", word);
    if (outcome != null && !outcome.detail().isEmpty()) {
      Json.member(text.append(','), "detail", outcome.detail());
    }
    String received = Instant.ofEpochMilli(view.epochMillis()).toString();
    Json.member(text.append(','), "receivedAt", received);
    HttpAnswer.destinations(text.append(','), view.destinations());
    text.append('}');
    request
        .response()
        .putHeader(HttpAnswer.MESSAGE_ID, view.messageId())
        .putHeader(HttpAnswer.OUTCOME, word)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(Buffer.buffer(text.toString()));
  }
}
