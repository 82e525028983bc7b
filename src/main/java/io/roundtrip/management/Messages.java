package io.roundtrip.management;

import io.roundtrip.protocol.Addresses;
import io.roundtrip.store.JournalFilter;
import io.roundtrip.store.JournalPage;
import io.roundtrip.store.JournalView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/** {@code /api/messages}: what the store says of messages. Loop-confined. */
final class Messages {
  private final StoreQuestions asking;
  private final Addresses addresses;

  Messages(StoreQuestions asking, Addresses addresses) {
    this.asking = asking;
    this.addresses = addresses;
  }

  void search(RoutingContext request) {
    JournalFilter filter;
    try {
      filter = MessageParameters.read(request.request().params());
    } catch (MessageParameters.Wrong wrong) {
      StoreQuestions.wrong(request, wrong);
      return;
    }
    asking.ask(
        request,
        addresses.searchMessages(),
        filter,
        page -> ManagementVerticle.json(request, 200, json(page)));
  }

  void find(RoutingContext request) {
    asking.ask(
        request,
        addresses.findMessage(),
        String.valueOf(request.pathParam("id")),
        page -> {
          if (page.rows().isEmpty()) {
            StoreQuestions.problem(
                request,
                404,
                "No such message",
                "the store has no message of this id; one that is under way is at"
                    + " /messages/{id} of the ingest port");
          } else {
            ManagementVerticle.json(request, 200, json(page.rows().getFirst()));
          }
        });
  }

  private static JsonObject json(JournalPage page) {
    JsonArray all = new JsonArray();
    page.rows().forEach(row -> all.add(json(row)));
    JsonObject body = new JsonObject().put("messages", all);
    if (page.next() != null) {
      body.put("next", page.next());
    }
    return body;
  }

  private static JsonObject json(JournalView row) {
    JsonObject body =
        new JsonObject()
            .put("messageId", row.messageId())
            .put("route", row.route())
            .put("state", row.state())
            .put("outcome", row.outcome())
            .put("detail", row.detail())
            .put("receivedAt", Instant.ofEpochMilli(row.receivedMillis()).toString())
            .put("size", row.size())
            .put("contentType", row.contentType());
    if (row.settledMillis() != 0) {
      body.put("settledAt", Instant.ofEpochMilli(row.settledMillis()).toString());
    }
    if (row.key() != null) {
      body.put("key", row.key());
    }
    if (row.replayOf() != null) {
      body.put("replayOf", row.replayOf());
    }
    if (row.reason() != null) {
      body.put("reason", row.reason());
    }
    if (row.sha256() != null) {
      body.put("sha256", row.sha256());
    }
    return body.put("bodyKept", row.bodyKept())
        .put("destinations", new JsonArray(row.destinations()));
  }
}
