package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Timings;
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
    if (shard < 0) {
      answerUnknown(request, admission.nextId(), id);
    } else if (shard >= shards) {
      answerUnknown(request, id, id);
    } else {
      bus.request(
          addresses.lookup(shard),
          id,
          TIMEOUT_MILLIS,
          (view, failure) -> {
            if (failure != null) {
              answerNobodySays(request, id);
            } else if (view.found()) {
              answer(request, view);
            } else {
              answerUnknown(request, id, id);
            }
          });
    }
    return true;
  }

  /**
   * The message may have been forgotten, whatever became of it: the answer must not say that it was not attempted.
   *
   * @param headerId goes into a header, so it is an id
   * @param asked what was asked for, any text
   */
  private void answerUnknown(HttpServerRequest request, String headerId, String asked) {
    StringBuilder text = new StringBuilder(256).append('{');
    Json.member(text, "type", "urn:roundtrip:problem:no-message");
    Json.member(text.append(','), "title", "No such message");
    text.append(",\"status\":404,");
    Json.member(
        text,
        "detail",
        "no message of this id is on its way or among the last ones settled;"
            + " what became of it, if it ever was, is not known here");
    Json.member(
        text.append(','), "messageId", asked.length() <= 64 ? asked : asked.substring(0, 64));
    Json.member(text.append(','), "route", "");
    Json.member(text.append(','), "outcome", OutcomeKind.UNKNOWN.text());
    text.append(",\"destinations\":[]}");
    answers.head(request.response(), headerId, OutcomeKind.UNKNOWN, Timings.NONE);
    request
        .response()
        .setStatusCode(404)
        .putHeader(HttpHeaders.CONTENT_TYPE, HttpAnswer.PROBLEM)
        .end(Buffer.buffer(text.toString()));
  }

  private void answerNobodySays(HttpServerRequest request, String id) {
    answers.send(
        request.response(),
        new Outcome(
            id,
            "",
            OutcomeKind.UNKNOWN,
            null,
            "the shard that runs the message does not answer; ask again",
            0,
            List.of(),
            Timings.NONE,
            null));
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
