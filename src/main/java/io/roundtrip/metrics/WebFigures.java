package io.roundtrip.metrics;

import java.util.List;

/**
 * What a route written in Java did. Immutable: the array is never changed.
 *
 * @param route its method and template
 * @param inside requests, streams and sockets it works on now
 * @param refused those that found it full
 * @param answers by the first digit of their status, in the order of {@link #CLASSES}
 * @param times from a request's header to the head of its answer
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WebFigures(
    String route, long inside, long refused, long[] answers, HistogramSnapshot times) {
  /** What answers are counted by. */
  public static final List<String> CLASSES = List.of("1xx", "2xx", "3xx", "4xx", "5xx");

  /** Both together, of one route. */
  public WebFigures plus(WebFigures other) {
    long[] sum = answers.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.answers[i];
    }
    return new WebFigures(
        route, inside + other.inside, refused + other.refused, sum, times.plus(other.times));
  }
}
