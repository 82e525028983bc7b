package io.roundtrip.ingest;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Format;
import io.roundtrip.model.Headers;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Prefer;
import io.roundtrip.route.Route;
import io.vertx.core.Completable;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request of a route, from its header to its answer. Loop-confined.
 *
 * <p>Header checked → (where the route's senders wait: credit taken) → body read → admitted → answered. A connection that
 * breaks at any point withdraws the message if no byte of it was sent.
 */
final class Exchange implements Completable<Outcome>, BodyReader.Reader {
  private static final Buffer EMPTY = Buffer.buffer();

  private final Admission admission;
  private final HttpAnswer answers;
  private final HttpServerRequest request;
  private final Incoming incoming;
  private final BodyReader body;
  private boolean handedOver;
  private boolean answered;

  private Exchange(
      Admission admission,
      HttpAnswer answers,
      BodyReader.Limits limits,
      HttpServerRequest request,
      Incoming incoming) {
    this.admission = admission;
    this.answers = answers;
    this.request = request;
    this.incoming = incoming;
    this.body = new BodyReader(limits, request, incoming.deadlineNanos, this);
  }

  /** Follows the request, which is the route's. */
  static void begin(
      Admission admission,
      HttpAnswer answers,
      BodyReader.Limits limits,
      Route route,
      HttpServerRequest request) {
    MultiMap headers = request.headers();
    Headers byName = headers::get;
    String type = headers.get(HttpHeaders.CONTENT_TYPE);
    long now = System.nanoTime();
    Incoming incoming =
        new Incoming(
            route,
            byName,
            type == null ? "" : type,
            EMPTY,
            now,
            System.currentTimeMillis(),
            now + timeNanos(route.conf(), headers.get(HeaderNames.PREFER)),
            headers.get(HeaderNames.IDEMPOTENCY_KEY),
            headers.get(HeaderNames.TRACEPARENT));
    new Exchange(admission, answers, limits, request, incoming).begin();
  }

  private static long timeNanos(RouteConf route, @Nullable String prefer) {
    long own = route.deadline().toNanos();
    long wanted = Prefer.waitNanos(prefer);
    return wanted < 0 ? own : Math.min(own, wanted);
  }

  private void begin() {
    request.response().exceptionHandler(broken -> onSenderLeft());
    request.exceptionHandler(broken -> onSenderLeft());
    String wrongMedia =
        MediaTypes.refusal(incoming.route, incoming.contentType, coding(request.headers()));
    if (wrongMedia != null) {
      onRefused(Reason.MEDIA_TYPE, wrongMedia);
    } else if (body.tryOpen()) {
      if (incoming.waits()) {
        request.pause();
        admission.awaitCredit(incoming, body.mostBytes(), this::onCredit);
      } else {
        body.read();
      }
    }
  }

  /** What the body is coded with, for the transfer or for good; chunks are the listener's to undo. */
  private static @Nullable String coding(MultiMap headers) {
    String transfer = headers.get(HttpHeaders.TRANSFER_ENCODING);
    return transfer == null || transfer.equalsIgnoreCase("chunked")
        ? headers.get(HttpHeaders.CONTENT_ENCODING)
        : transfer;
  }

  private void onCredit(boolean taken) {
    if (taken && body.isOpen()) {
      body.read();
    } else if (taken) {
      admission.forget(incoming);
    } else if (body.isOpen()) {
      body.close();
      answer(admission.refuseFull(incoming));
    }
    request.resume();
  }

  @Override
  public void onBody(Buffer whole) {
    incoming.body = whole;
    handedOver = true;
    admission.submit(incoming, this);
  }

  @Override
  public void onRefused(Reason reason, String detail) {
    answer(admission.refuse(incoming, reason, detail));
  }

  @Override
  public void complete(Outcome outcome, @Nullable Throwable failure) {
    answer(outcome);
  }

  private void answer(Outcome outcome) {
    if (answered) {
      return;
    }
    answered = true;
    HttpServerResponse response = request.response();
    if (!response.closed() && !response.ended()) {
      boolean isFhir = incoming.route.conf().format() == Format.FHIR;
      answers.send(response, outcome, incoming.replayed, isFhir);
    }
  }

  private void onSenderLeft() {
    if (answered || incoming.senderLeft) {
      return;
    }
    body.close();
    if (handedOver) {
      admission.senderLeft(incoming);
    } else {
      admission.forget(incoming);
    }
  }
}
