package io.roundtrip.management;

import io.roundtrip.protocol.Addresses;
import io.roundtrip.store.DeadLetterFilter;
import io.roundtrip.store.DeadLetterPage;
import io.roundtrip.store.DeadLetterView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/** {@code /api/dead-letters}: what could not be delivered. Loop-confined. */
final class DeadLetters {
  private final StoreQuestions asking;
  private final Addresses addresses;

  DeadLetters(StoreQuestions asking, Addresses addresses) {
    this.asking = asking;
    this.addresses = addresses;
  }

  void search(RoutingContext request) {
    DeadLetterFilter filter;
    try {
      filter = DeadLetterParameters.read(request.request().params());
    } catch (MessageParameters.Wrong wrong) {
      StoreQuestions.wrong(request, wrong);
      return;
    }
    asking.ask(
        request,
        addresses.searchDeadLetters(),
        filter,
        page -> ManagementVerticle.json(request, 200, json(page)));
  }

  void delete(RoutingContext request) {
    asking.ask(
        request,
        addresses.deleteDeadLetter(),
        String.valueOf(request.pathParam("id")),
        deleted -> {
          if (deleted) {
            request.response().setStatusCode(204).end();
          } else {
            StoreQuestions.problem(
                request, 404, "No such dead letter", "there is no dead letter of this id");
          }
        });
  }

  private static JsonObject json(DeadLetterPage page) {
    JsonArray all = new JsonArray();
    page.rows().forEach(row -> all.add(json(row)));
    JsonObject body = new JsonObject().put("deadLetters", all);
    if (page.next() != null) {
      body.put("next", page.next());
    }
    return body;
  }

  private static JsonObject json(DeadLetterView row) {
    JsonObject body =
        new JsonObject()
            .put("messageId", row.messageId())
            .put("route", row.route())
            .put("outcome", row.outcome())
            .put("detail", row.detail())
            .put("attempts", row.attempts())
            .put("receivedAt", Instant.ofEpochMilli(row.receivedMillis()).toString())
            .put("diedAt", Instant.ofEpochMilli(row.diedMillis()).toString())
            .put("size", row.size())
            .put("contentType", row.contentType());
    if (row.key() != null) {
      body.put("key", row.key());
    }
    if (row.reason() != null) {
      body.put("reason", row.reason());
    }
    if (row.replayOf() != null) {
      body.put("replayOf", row.replayOf());
    }
    if (row.replayedBy() != null) {
      body.put("replayedBy", row.replayedBy());
    }
    if (row.replayedMillis() != 0) {
      body.put("replayedAt", Instant.ofEpochMilli(row.replayedMillis()).toString());
    }
    return body.put("destinations", new JsonArray(row.destinations()));
  }
}
