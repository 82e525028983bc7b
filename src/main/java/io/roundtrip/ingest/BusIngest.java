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
  static final String UNSENDABLE =
      "a header has a control character, or one outside Latin-1 where it goes downstream";

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
    String wrongMedia =
        MediaTypes.refusal(route, incoming.contentType, headers.get("Content-Encoding"));
    if (draining) {
      sender.succeed(admission.refuse(incoming, Reason.DRAINING, "the engine is draining"));
    } else if (message.body().length > maxBody) {
      sender.succeed(
          admission.refuse(
              incoming,
              Reason.TOO_LARGE,
              "a message may have " + maxBody + " bytes (http.max-body)"));
    } else if (wrongMedia != null) {
      sender.succeed(admission.refuse(incoming, Reason.MEDIA_TYPE, wrongMedia));
    } else if (hasUnsendable(message.headers())) {
      sender.succeed(admission.refuse(incoming, Reason.MALFORMED, UNSENDABLE));
    } else {
      admission.submit(incoming, sender);
    }
  }

  /**
   * Whether a header could end its line downstream, or would not be there what it is here: outside Latin-1 two keys
   * would both be sent as question marks.
   */
  static boolean hasUnsendable(Map<String, String> headers) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      boolean goesDownstream =
          name.equalsIgnoreCase("Idempotency-Key") || name.equalsIgnoreCase("Content-Type");
      if (hasUnsendable(name, false) || hasUnsendable(header.getValue(), goesDownstream)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasUnsendable(String text, boolean latinOnly) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || (latinOnly && c > 0xff)) {
        return true;
      }
    }
    return false;
  }
}
