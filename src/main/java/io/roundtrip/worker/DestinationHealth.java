package io.roundtrip.worker;

import io.roundtrip.outcome.AttemptResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when a destination begins to fail and when it is well again: one line each, not one for each message.
 * Loop-confined.
 */
final class DestinationHealth {
  private static final Logger LOG = LoggerFactory.getLogger(DestinationHealth.class);

  private final String route;
  private final String destination;
  private final int shard;
  private boolean failing;
  private long failures;

  DestinationHealth(String route, String destination, int shard) {
    this.route = route;
    this.destination = destination;
    this.shard = shard;
  }

  void onEnded(AttemptResult result) {
    if (result.isFailure()) {
      failures++;
      if (!failing) {
        failing = true;
        failures = 1;
        LOG.warn(
            "destination is failing route={} destination={} shard={} outcome={} error=\"{}\"",
            route,
            destination,
            shard,
            result.verdict().text(),
            result.cause());
      }
    } else if (failing) {
      failing = false;
      LOG.info(
          "destination answers again after {} failed attempt(s) route={} destination={} shard={}",
          failures,
          route,
          destination,
          shard);
    }
  }
}
