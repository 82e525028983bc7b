package io.roundtrip.web;

import java.time.Duration;

/** What bounds a route. Confined to the thread that declares the routes; read once, when they are compiled. */
public final class RouteSettings {
  private Duration deadline = Duration.ofSeconds(30);
  private Duration stall = Duration.ofSeconds(60);
  private int concurrency = 1_000;

  RouteSettings() {}

  /** How long a client waits at most until its answer begins, 30 s unless this says so: then it is told 504. */
  public RouteSettings deadline(Duration time) {
    deadline = positive("deadline", time);
    return this;
  }

  /** How long the reader of a stream or socket may take nothing, 60 s unless this says so: then it is given up. */
  public RouteSettings stall(Duration time) {
    stall = positive("stall", time);
    return this;
  }

  /**
   * How many of its requests, streams or sockets are worked on at a time, 1,000 unless this says so: one more is 503. Over
   * all shards, each of which has its share, and one at least.
   */
  public RouteSettings concurrency(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("concurrency must be 1 or more, got " + most);
    }
    concurrency = most;
    return this;
  }

  private static Duration positive(String what, Duration time) {
    if (time.isNegative() || time.toMillis() == 0) {
      throw new IllegalArgumentException(what + " must be 1 ms or more, got " + time);
    }
    return time;
  }

  Bounds read() {
    return new Bounds(deadline, stall, concurrency);
  }

  /** The same, not to be changed any more. Immutable. */
  record Bounds(Duration deadline, Duration stall, int concurrency) {
    int perShard(int shards) {
      return Math.max(1, (concurrency + shards - 1) / shards);
    }
  }
}
