package io.roundtrip.management;

import io.roundtrip.bus.BusException;
import io.roundtrip.model.StateView;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.StateAnswer;
import io.roundtrip.protocol.StateQuestion;
import io.roundtrip.protocol.StoreAnswer;
import io.roundtrip.route.Route;
import io.roundtrip.route.RouteState;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/state}: what a route remembers of a key. Loop-confined. The shard that owns the key is asked first, so that the
 * answer is never behind a message that was answered; the store has what is not in memory, and the past.
 */
final class StateApi {
  private static final long TIMEOUT_MILLIS = 15_000;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final StoreQuestions asking;
  private final Readiness readiness;
  private final Addresses addresses;
  private final int shards;
  private final List<Route> routes;

  StateApi(
      StoreQuestions asking,
      Readiness readiness,
      Addresses addresses,
      int shards,
      List<Route> routes) {
    this.asking = asking;
    this.readiness = readiness;
    this.addresses = addresses;
    this.shards = shards;
    this.routes = routes;
  }

  void find(RoutingContext request) {
    String id = String.valueOf(request.pathParam("route"));
    String key = String.valueOf(request.pathParam("key"));
    Route route = routes.stream().filter(it -> it.id().equals(id)).findFirst().orElse(null);
    RouteState state = route == null ? null : route.state();
    if (route == null || state == null) {
      String why = route == null ? "no route is called '" : "state is not in the conf of route '";
      notFound(request, why + id + "'");
      return;
    }
    long at = -1;
    String given = request.request().getParam("at");
    if (given != null) {
      Instant instant = instant(given);
      if (instant == null) {
        wrong(request, "at must be a time such as 2026-01-31T12:00:00Z, got '" + given + "'");
        return;
      }
      if (!state.conf().storeHistory()) {
        wrong(request, "route '" + id + "' keeps no history: set state.store-history: true");
        return;
      }
      at = Math.max(0, instant.toEpochMilli());
    }
    ask(request, route, new StateQuestion(route.index(), key, at));
  }

  /** A time of the far past or future is one like any other. */
  private static @Nullable Instant instant(String text) {
    try {
      // A plus sign of an offset that was not escaped came as a blank.
      Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      return instant.isAfter(LAST) ? LAST : instant;
    } catch (DateTimeException wrong) {
      return null;
    }
  }

  private void ask(RoutingContext request, Route route, StateQuestion question) {
    asking.request(
        request,
        addresses.state(route.laneShard(question.key(), shards)),
        question,
        TIMEOUT_MILLIS,
        answer -> {
          if (answer.view() != null) {
            answer(request, route, answer.view());
          } else {
            askStore(request, route, question);
          }
        });
  }

  private void askStore(RoutingContext request, Route route, StateQuestion question) {
    asking.request(
        addresses.storedState(),
        question,
        TIMEOUT_MILLIS,
        answer -> {
          switch (answer) {
            case StoreAnswer.Found<StateAnswer> found -> {
              StateView view = found.what().view();
              if (view == null) {
                unknown(request, route, question);
              } else {
                answer(request, route, view);
              }
            }
            case StoreAnswer.Unavailable<StateAnswer> no ->
                StoreQuestions.notNow(request, no.detail());
          }
        },
        failure -> {
          boolean nobody =
              failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER;
          if (nobody && readiness.state() == Readiness.State.READY) {
            unknown(request, route, question); // without a store there is nothing but memory
          } else if (nobody) {
            StoreQuestions.notNow(request, "the engine starts or stops; ask again");
          } else {
            request.fail(failure);
          }
        });
  }

  private static void answer(RoutingContext request, Route route, StateView view) {
    JsonObject body = new JsonObject().put("route", route.id()).put("key", view.key());
    if (view.state() != null) {
      body.put("state", view.state());
    }
    ManagementVerticle.json(
        request,
        200,
        body.put("data", new JsonObject(view.data()))
            .put("version", view.version())
            .put("inDoubt", view.inDoubt())
            .put("updatedAt", Instant.ofEpochMilli(view.updatedMillis()).toString()));
  }

  private static void unknown(RoutingContext request, Route route, StateQuestion question) {
    String when = question.isOfNow() ? "" : " at that time";
    notFound(request, "route '" + route.id() + "' remembers nothing of this key" + when);
  }

  private static void notFound(RoutingContext request, String detail) {
    StoreQuestions.problem(request, 404, "No such state", detail);
  }

  private static void wrong(RoutingContext request, String detail) {
    StoreQuestions.problem(request, 400, "Bad parameter", detail, "at");
  }
}
