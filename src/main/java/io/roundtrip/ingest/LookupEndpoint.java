package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.net.Endpoint;
import io.roundtrip.net.Json;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.MessageView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Set;

/** {@code GET /messages/{id}}: what became of a message, asked at the shard that runs it. Loop-confined. */
final class LookupEndpoint implements Endpoint {
  private static final String PREFIX = "/messages/";
  private static final long TIMEOUT_MILLIS = 5_000;

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

  private void answerUnknown(HttpServerRequest request, String id) {
    answers.send(
        request.response(),
        Outcome.refused(
            id.length() <= 64 ? id : id.substring(0, 64),
            "",
            Reason.NO_ROUTE,
            "no message of this id is on its way or among the last ones settled",
            0));
  }

  private static void answer(HttpServerRequest request, MessageView view) {
    StringBuilder text = new StringBuilder(256).append('{');
    Json.member(text, "messageId", view.messageId());
    Json.member(text.append(','), "route", view.route());
    Json.member(text.append(','), "state", view.state());
    OutcomeKind outcome = view.outcome();
    String word = outcome == null ? "pending" : outcome.text();
    Json.member(text.append(','), "outcome", word);
    if (!view.detail().isEmpty()) {
      Json.member(text.append(','), "detail", view.detail());
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
