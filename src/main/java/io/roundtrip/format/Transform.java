package io.roundtrip.format;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.RouteConf;
import java.util.List;

/** A route's filter and map, compiled. Immutable; safe to use from any thread. */
public final class Transform {
  private Transform() {}

  /** Compiles the route's filter and map; what is wrong is added to {@code errors}. */
  public static Transform compile(RouteConf route, List<ConfError> errors) {
    return new Transform();
  }

  /** Whether messages are parsed at all. */
  public boolean parses() {
    return false;
  }

  /** Filters and maps one message; never throws for what a sender can send. */
  public Prepared apply(Input input) {
    return Prepared.AsItCame.INSTANCE;
  }
}
