package io.roundtrip.kit;

import io.roundtrip.conf.Ack;
import io.roundtrip.conf.Condition;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.Place;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Format;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route's conf for tests that need one without a file: everything has a default. Confined to its test. */
public final class RouteBuilder {
  /** Where it says that it stands. */
  public static final Place PLACE = new Place("test.yaml", 5, 1);

  private final String id;
  private final Format format;
  private RouteConf.Reply reply = RouteConf.Reply.DELIVERED;
  private RouteConf.Redelivery redelivery =
      new RouteConf.Redelivery(0, Duration.ofMillis(250), 2, Duration.ofSeconds(30));
  private @Nullable Condition filter;
  private @Nullable MapConf map;
  private List<DestinationConf> to = List.of();
  private Ack ack = new Ack.All();

  /** A route without destinations that answers when its messages are delivered. */
  public RouteBuilder(String id, Format format) {
    this.id = id;
    this.format = format;
  }

  /** What the sender is told, and when. */
  public RouteBuilder reply(RouteConf.Reply what) {
    reply = what;
    return this;
  }

  /** How a stored message is tried again. */
  public RouteBuilder redelivery(RouteConf.Redelivery how) {
    redelivery = how;
    return this;
  }

  /** Which messages it takes; null for all. */
  public RouteBuilder filter(@Nullable Condition which) {
    filter = which;
    return this;
  }

  /** What it makes of them; null to pass them on as they came. */
  public RouteBuilder map(@Nullable MapConf how) {
    map = how;
    return this;
  }

  /** Where they go. */
  public RouteBuilder to(List<DestinationConf> destinations) {
    to = destinations;
    return this;
  }

  /** Which of these must confirm. */
  public RouteBuilder ack(Ack policy) {
    ack = policy;
    return this;
  }

  /** As said. */
  public RouteConf build() {
    return new RouteConf(
        PLACE,
        id,
        null,
        format,
        reply,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        redelivery,
        null,
        null,
        RouteConf.Order.NONE,
        new RouteConf.Queue(10, 1000, RouteConf.WhenFull.REJECT, null),
        filter,
        map,
        to,
        ack,
        null,
        null,
        null);
  }
}
