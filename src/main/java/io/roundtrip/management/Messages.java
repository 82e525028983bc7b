package io.roundtrip.management;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.JournalAnswer;
import io.roundtrip.store.JournalFilter;
import io.roundtrip.store.JournalPage;
import io.roundtrip.store.JournalView;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /api/messages}: what the journal says of settled messages. Loop-confined. */
final class Messages {
  /** Longer than a question takes: it is answered by itself. */
  private static final long TIMEOUT_MILLIS = 15_000;

  private final Bus bus;
  private final Addresses addresses;
  private final Readiness readiness;

  Messages(Bus bus, Addresses addresses, Readiness readiness) {
    this.bus = bus;
    this.addresses = addresses;
    this.readiness = readiness;
  }

  void search(RoutingContext request) {
    JournalFilter filter;
    try {
      filter = MessageParameters.read(request.request().params());
    } catch (MessageParameters.Wrong wrong) {
      problem(request, 400, "Bad parameter", wrong.getMessage(), wrong.parameter());
      return;
    }
    ask(
        request,
        addresses.searchJournal(),
        filter,
        page -> ManagementVerticle.json(request, 200, json(page)));
  }

  void find(RoutingContext request) {
    ask(
        request,
        addresses.findInJournal(),
        String.valueOf(request.pathParam("id")),
        page -> {
          if (page.rows().isEmpty()) {
            problem(
                request,
                404,
                "No such message",
                "the journal has no message of this id; one that is under way is at"
                    + " /messages/{id} of the ingest port",
                null);
          } else {
            ManagementVerticle.json(request, 200, json(page.rows().getFirst()));
          }
        });
  }

  private <Q> void ask(
      RoutingContext request, Address<Q, JournalAnswer> to, Q question, Handler<JournalPage> then) {
    bus.request(
        to,
        question,
        TIMEOUT_MILLIS,
        (answer, failure) -> {
          if (failure != null) {
            onFailure(request, failure);
            return;
          }
          switch (answer) {
            case JournalAnswer.Found found -> then.handle(found.page());
            case JournalAnswer.Unavailable no -> notNow(request, no.detail());
          }
        });
  }

  private void onFailure(RoutingContext request, Throwable failure) {
    boolean nobody =
        failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER;
    if (!nobody) {
      request.fail(failure);
    } else if (readiness.state() == Readiness.State.READY) {
      problem(
          request,
          501,
          "No journal",
          "this engine keeps no journal: set store.embedded or store.url, and store.journal to"
              + " outcome, in the engine's conf",
          null);
    } else {
      notNow(request, "the engine starts or stops; ask again");
    }
  }

  private static void notNow(RoutingContext request, String detail) {
    problem(request, 503, "The journal cannot be read now", detail, null);
  }

  private static void problem(
      RoutingContext request, int status, String title, String detail, @Nullable String parameter) {
    JsonObject body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("detail", detail);
    if (parameter != null) {
      body.put("parameter", parameter);
    }
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(body.toBuffer());
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
            .put("outcome", row.outcome())
            .put("detail", row.detail())
            .put("receivedAt", Instant.ofEpochMilli(row.receivedMillis()).toString())
            .put("settledAt", Instant.ofEpochMilli(row.settledMillis()).toString())
            .put("size", row.size())
            .put("contentType", row.contentType());
    if (row.key() != null) {
      body.put("key", row.key());
    }
    if (row.reason() != null) {
      body.put("reason", row.reason());
    }
    if (row.sha256() != null) {
      body.put("sha256", row.sha256());
    }
    return body.put("destinations", new JsonArray(row.destinations()));
  }
}
