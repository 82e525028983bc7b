package io.roundtrip.experiment;

import io.roundtrip.load.Answer;
import io.roundtrip.load.LoadMessage;
import io.roundtrip.load.Sink;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import java.util.List;

/** Asks an engine one question for each message of a load, the next of a row of them. Loop-confined. */
final class QuerySink implements Sink {
  static final String ANSWERED = "answered";

  private static final long TIMEOUT_MILLIS = 10_000;

  private final HttpClient client;
  private final List<String> uris;

  QuerySink(HttpClient client, List<String> uris) {
    this.client = client;
    this.uris = List.copyOf(uris);
  }

  @Override
  public Future<Answer> send(LoadMessage message) {
    String uri = uris.get((int) (message.sequence() % uris.size()));
    return client
        .request(new RequestOptions().setAbsoluteURI(uri))
        .map(request -> request.idleTimeout(TIMEOUT_MILLIS))
        .compose(HttpClientRequest::send)
        .compose(
            response -> {
              int status = response.statusCode();
              String outcome = status == 200 ? ANSWERED : "status " + status;
              return response.end().map(new Answer(outcome, status));
            });
  }
}
