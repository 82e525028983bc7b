package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.model.Headers;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.model.RouteMessage;
import io.roundtrip.route.Route;
import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** Messages that other code on the same Vert.x sends to {@code roundtrip.route.<id>}. Loop-confined. */
final class BusIngest implements Bus.Server<RouteMessage, Outcome> {
  private final Route route;
  private final Admission admission;
  private final int maxBody;
  private boolean draining;

  BusIngest(Route route, Admission admission, int maxBody) {
    this.route = route;
    this.admission = admission;
    this.maxBody = maxBody;
  }

  void drain() {
    draining = true;
  }

  @Override
  public void onRequest(RouteMessage message, Completable<Outcome> sender) {
    Headers headers = Headers.of(message.headers());
    String type = headers.get("Content-Type");
    long now = System.nanoTime();
    long deadline = Math.min(message.deadline().toNanos(), route.conf().deadline().toNanos());
    Incoming incoming =
        new Incoming(
            route,
            headers,
            type == null ? "" : type,
            Buffer.buffer(message.body()),
            now,
            System.currentTimeMillis(),
            now + deadline,
            headers.get("Idempotency-Key"),
            headers.get("traceparent"));
    if (draining) {
      sender.succeed(admission.refuse(incoming, Reason.DRAINING, "the engine is draining"));
    } else if (message.body().length > maxBody) {
      sender.succeed(
          admission.refuse(
              incoming,
              Reason.TOO_LARGE,
              "a message may have " + maxBody + " bytes (http.max-body)"));
    } else if (!MediaTypes.fits(route.conf().format(), incoming.contentType)) {
      sender.succeed(
          admission.refuse(
              incoming,
              Reason.MEDIA_TYPE,
              "route '" + route.id() + "' takes " + MediaTypes.expected(route.conf().format())));
    } else if (hasControlCharacters(message.headers())) {
      sender.succeed(
          admission.refuse(
              incoming, Reason.MALFORMED, "a header's name or value has a control character"));
    } else {
      admission.submit(incoming, sender);
    }
  }

  /** A header goes downstream: it must not be able to end its line there. */
  static boolean hasControlCharacters(Map<String, String> headers) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (hasControlCharacter(header.getKey()) || hasControlCharacter(header.getValue())) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasControlCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ((text.charAt(i) < ' ' && text.charAt(i) != '\t') || text.charAt(i) == 0x7f) {
        return true;
      }
    }
    return false;
  }
}
