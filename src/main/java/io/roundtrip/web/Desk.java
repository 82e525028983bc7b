package io.roundtrip.web;

import io.roundtrip.metrics.Histogram;
import io.roundtrip.metrics.WebFigures;
import io.roundtrip.web.WebRoutes.WebRoute;
import org.jspecify.annotations.Nullable;

/** One route on one shard: how many are at it, what they are handed, what was counted. Loop-confined. */
final class Desk {
  private final WebRoute route;
  private final @Nullable Object needed;
  private final int most;
  private final long[] answers = new long[WebFigures.CLASSES.size()];
  private final Histogram times = new Histogram();
  private int inside;
  private long refused;

  Desk(WebRoute route, @Nullable Object needed, int most) {
    this.route = route;
    this.needed = needed;
    this.most = most;
  }

  WebRoute route() {
    return route;
  }

  /** What the handler is handed. */
  @Nullable Object needed() {
    return needed;
  }

  /** Takes a place; false if there is none. */
  boolean tryEnter() {
    if (inside >= most) {
      refused++;
      return false;
    }
    inside++;
    return true;
  }

  void leave() {
    inside--;
  }

  /** An answer began. */
  void answered(int status, long nanos) {
    answers[Math.clamp(status / 100, 1, 5) - 1]++;
    times.record(Math.max(0, nanos));
  }

  WebFigures figures() {
    return new WebFigures(route.name(), inside, refused, answers.clone(), times.snapshot());
  }
}
