package io.roundtrip.management;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.protocol.StoreAnswer;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Asks the store over the bus on behalf of a request, and answers for it where the store has nothing to say. Loop-confined. */
final class StoreQuestions {
  /** Longer than a question takes: it is answered by itself. */
  private static final long TIMEOUT_MILLIS = 15_000;

  private final Bus bus;
  private final Readiness readiness;

  StoreQuestions(Bus bus, Readiness readiness) {
    this.bus = bus;
    this.readiness = readiness;
  }

  <Q, T> void ask(
      RoutingContext request, Address<Q, StoreAnswer<T>> to, Q question, Handler<T> then) {
    request(
        request,
        to,
        question,
        TIMEOUT_MILLIS,
        answer -> {
          switch (answer) {
            case StoreAnswer.Found<T> found -> then.handle(found.what());
            case StoreAnswer.Unavailable<T> no -> notNow(request, no.detail());
          }
        });
  }

  <Q, R> void request(
      RoutingContext request, Address<Q, R> to, Q question, long millis, Handler<R> then) {
    request(to, question, millis, then, failure -> onFailure(request, failure));
  }

  /** For one question of several: a failure of it is not yet the request's. */
  <Q, R> void request(
      Address<Q, R> to, Q question, long millis, Handler<R> then, Handler<Throwable> failed) {
    bus.request(
        to,
        question,
        millis,
        (answer, failure) -> {
          if (failure != null) {
            failed.handle(failure);
          } else {
            then.handle(answer);
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
          "No store",
          "this engine keeps nothing: set store.embedded or store.url in the engine's conf");
    } else {
      notNow(request, "the engine starts or stops; ask again");
    }
  }

  static void notNow(RoutingContext request, String detail) {
    problem(request, 503, "The store cannot be asked now", detail);
  }

  static void wrong(RoutingContext request, MessageParameters.Wrong wrong) {
    problem(request, 400, "Bad parameter", wrong.getMessage(), wrong.parameter());
  }

  static void problem(RoutingContext request, int status, String title, String detail) {
    problem(request, status, title, detail, null);
  }

  static void problem(
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
}
