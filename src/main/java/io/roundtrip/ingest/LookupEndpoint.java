package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Timings;
import io.roundtrip.net.Endpoint;
import io.roundtrip.net.Json;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.MessageView;
import io.roundtrip.protocol.StoreAnswer;
import io.roundtrip.store.JournalPage;
import io.roundtrip.store.JournalView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Set;

/**
 * {@code GET /messages/{id}}: what became of a message, asked at the shard that runs it, where that does not know it, at the
 * store, and where that has it not, at the shard again. Loop-confined.
 */
final class LookupEndpoint implements Endpoint {
  private static final String PREFIX = "/messages/";
  private static final long TIMEOUT_MILLIS = 5_000;

  /** Longer than a question to the journal takes: it is answered by itself. */
  private static final long JOURNAL_MILLIS = 15_000;

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
    } else if (shard >= shards) { // of an engine with more shards
      askJournal(request, id);
    } else {
      askShard(request, id, () -> askJournal(request, id));
    }
    return true;
  }

  private void askShard(HttpServerRequest request, String id, Runnable ifUnknown) {
    bus.request(
        addresses.lookup(MessageIds.shardOf(id)),
        id,
        TIMEOUT_MILLIS,
        (view, failure) -> {
          if (failure != null) {
            answerNobodySays(request, id);
          } else if (view.found()) {
            answer(request, view);
          } else {
            ifUnknown.run();
          }
        });
  }

  private void askJournal(HttpServerRequest request, String id) {
    bus.request(
        addresses.findMessage(),
        id,
        JOURNAL_MILLIS,
        (answer, failure) -> {
          boolean none =
              failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER;
          if (none) {
            answerUnknown(request, id, id);
          } else if (answer instanceof StoreAnswer.Found<JournalPage> found) {
            if (found.what().rows().isEmpty()) {
              askShardAgain(request, id);
            } else {
              answer(request, found.what().rows().getFirst());
            }
          } else {
            answerProblem(
                request,
                id,
                id,
                503,
                "store-unavailable",
                "The journal cannot be read now",
                "the message is not among the last ones settled, and the journal, which may know"
                    + " it, cannot be read now; ask again");
          }
        });
  }

  /** The message may have left the store for the shard's memory since that was asked. */
  private void askShardAgain(HttpServerRequest request, String id) {
    if (MessageIds.shardOf(id) < shards) {
      askShard(request, id, () -> answerUnknown(request, id, id));
    } else {
      answerUnknown(request, id, id);
    }
  }

  /**
   * The message may have been forgotten, whatever became of it: the answer must not say that it was not attempted.
   *
   * @param headerId goes into a header, so it is an id
   * @param asked what was asked for, any text
   */
  private void answerUnknown(HttpServerRequest request, String headerId, String asked) {
    answerProblem(
        request,
        headerId,
        asked,
        404,
        "no-message",
        "No such message",
        "no message of this id is on its way, among the last ones settled or in the journal;"
            + " what became of it, if it ever was, is not known here");
  }

  private void answerProblem(
      HttpServerRequest request,
      String headerId,
      String asked,
      int status,
      String type,
      String title,
      String detail) {
    StringBuilder text = new StringBuilder(256).append('{');
    Json.member(text, "type", "urn:roundtrip:problem:" + type);
    Json.member(text.append(','), "title", title);
    text.append(",\"status\":").append(status).append(',');
    Json.member(text, "detail", detail);
    Json.member(
        text.append(','), "messageId", asked.length() <= 64 ? asked : asked.substring(0, 64));
    Json.member(text.append(','), "route", "");
    Json.member(text.append(','), "outcome", OutcomeKind.UNKNOWN.text());
    text.append(",\"destinations\":[]}");
    answers.head(request.response(), headerId, OutcomeKind.UNKNOWN, Timings.NONE);
    if (status == 503) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, HttpAnswer.PROBLEM)
        .end(Buffer.buffer(text.toString()));
  }

  private void answerNobodySays(HttpServerRequest request, String id) {
    answers.send(
        request.response(),
        Outcome.unknown(id, "", "the shard that runs the message does not answer; ask again"));
  }

  private static void answer(HttpServerRequest request, JournalView row) {
    StringBuilder text = new StringBuilder(256);
    begin(text, row.messageId(), row.route(), row.state(), row.outcome(), row.detail());
    received(text, row.receivedMillis());
    text.append(",\"destinations\":").append(row.destinations());
    end(request, row.messageId(), row.outcome(), text);
  }

  private static void answer(HttpServerRequest request, MessageView view) {
    StringBuilder text = new StringBuilder(256);
    OutcomeKind outcome = view.outcome();
    String word = outcome == null ? "pending" : outcome.text();
    begin(text, view.messageId(), view.route(), view.state(), word, view.detail());
    received(text, view.epochMillis());
    HttpAnswer.destinations(text.append(','), view.destinations());
    end(request, view.messageId(), word, text);
  }

  private static void begin(
      StringBuilder text, String id, String route, String state, String outcome, String detail) {
    Json.member(text.append('{'), "messageId", id);
    Json.member(text.append(','), "route", route);
    Json.member(text.append(','), "state", state);
    Json.member(text.append(','), "outcome", outcome);
    if (!detail.isEmpty()) {
      Json.member(text.append(','), "detail", detail);
    }
  }

  private static void received(StringBuilder text, long epochMillis) {
    Json.member(text.append(','), "receivedAt", Instant.ofEpochMilli(epochMillis).toString());
  }

  private static void end(
      HttpServerRequest request, String id, String outcome, StringBuilder text) {
    request
        .response()
        .putHeader(HttpAnswer.MESSAGE_ID, id)
        .putHeader(HttpAnswer.OUTCOME, outcome)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(Buffer.buffer(text.append('}').toString()));
  }
}
