package io.roundtrip.experiment;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the engine again and again how deep a route's queue is. Its counters are of its loop alone. */
final class DepthSampler {
  private static final long EVERY_MILLIS = 10;
  private static final Pattern DEPTH = Pattern.compile("\"depth\":(\\d+)");
  private static final Pattern WAIT = Pattern.compile("\"averageWaitMs\":([0-9.Ee+-]+)");

  private final Vertx vertx;
  private final Context context;
  private final HttpClient client;
  private final RequestOptions question;
  private final int capacity;
  private final Promise<Depths> end = Promise.promise();
  private boolean stopping;
  private long samples;
  private long full;
  private long sum;

  /**
   * What was seen. Immutable.
   *
   * @param mean the depth
   * @param fullPart the part of the samples in which the queue was full
   * @param waitMillis the mean wait of those that left the queue, by the engine
   */
  record Depths(double mean, double fullPart, double waitMillis) {}

  DepthSampler(Vertx vertx, HttpClient client, String uri, int capacity) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.client = client;
    this.question = new RequestOptions().setAbsoluteURI(uri);
    this.capacity = capacity;
  }

  void start() {
    context.runOnContext(on -> ask());
  }

  /** Asks once more, and comes back with all of it. */
  Future<Depths> stop() {
    context.runOnContext(on -> stopping = true);
    return end.future();
  }

  private void ask() {
    client
        .request(new RequestOptions(question))
        .compose(request -> request.send())
        .compose(HttpClientResponse::body)
        .map(Object::toString)
        .onComplete(this::onAnswer, end::tryFail);
  }

  private void onAnswer(String body) {
    long depth = (long) number(DEPTH, body);
    if (stopping) {
      double seen = Math.max(1, samples);
      end.tryComplete(new Depths(sum / seen, full / seen, number(WAIT, body)));
      return;
    }
    samples++;
    sum += depth;
    full += depth >= capacity ? 1 : 0;
    vertx.setTimer(EVERY_MILLIS, due -> ask());
  }

  private static double number(Pattern pattern, String body) {
    Matcher found = pattern.matcher(body);
    if (!found.find()) {
      throw new IllegalStateException("the engine does not say " + pattern);
    }
    return Double.parseDouble(found.group(1));
  }
}
