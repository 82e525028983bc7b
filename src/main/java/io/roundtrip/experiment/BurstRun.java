package io.roundtrip.experiment;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.load.Answer;
import io.roundtrip.load.BusSink;
import io.roundtrip.load.LoadMessage;
import io.roundtrip.load.Sink;
import io.roundtrip.model.RouteMessage;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * The way of messages through one route: it knows when each was due, and sees when it is served. Loop-confined: messages are
 * sent and served on the same loop.
 */
final class BurstRun implements Sink, Bus.Server<RouteMessage, String> {
  private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d+)");
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private final FixedCapacity destination;
  private final BusSink route;
  private final long[] dueNanos;
  private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
  private final Promise<Void> drained = Promise.promise();
  private long accepted = Long.MAX_VALUE;
  private long startNanos;

  BurstRun(Bus bus, String route, FixedCapacity destination, int messages) {
    this.destination = destination;
    this.route = new BusSink(bus, route, Map.of(), DEADLINE);
    this.dueNanos = new long[messages + 1];
  }

  /** Where the route delivers to. */
  static Address<RouteMessage, String> address(String route) {
    return new Address<>("experiment." + route);
  }

  @Override
  public Future<Answer> send(LoadMessage message) {
    if (message.sequence() == 1) {
      startNanos = System.nanoTime() - message.dueNanos();
    }
    dueNanos[(int) message.sequence()] = startNanos + message.dueNanos();
    return route.send(message);
  }

  @Override
  public void onRequest(RouteMessage message, Completable<String> answer) {
    destination.serve(
        () -> {
          long nanos = System.nanoTime() - dueNanos[sequence(message)];
          micros.recordValue(Math.clamp(nanos / 1_000, 0, LONGEST_MICROS));
          answer.succeed("served");
          endIfDrained();
        });
  }

  private static int sequence(RouteMessage message) {
    Matcher found = SEQUENCE.matcher(new String(message.body(), US_ASCII));
    if (!found.find()) {
      throw new IllegalStateException("a message without its number was delivered");
    }
    return Integer.parseInt(found.group(1));
  }

  /** Done when so many messages have been served. */
  Future<Void> drained(long whenServed) {
    accepted = whenServed;
    endIfDrained();
    return drained.future();
  }

  private void endIfDrained() {
    if (micros.getTotalCount() >= accepted) {
      drained.tryComplete();
    }
  }

  /** From when a message was due until it was served; when all have been. */
  Histogram micros() {
    return micros;
  }
}
