package io.roundtrip.delivery;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.outcome.Policy;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the core must know of a route. Immutable.
 *
 * @param route its id
 * @param order which messages wait for each other in the core
 * @param policy how many of the counted destinations must confirm
 * @param steps its destinations, in the order of the conf
 * @param recorded whether it is in the store that a message will be sent, before any of it is
 * @param stateful whether the state of its key decides if a message is sent
 * @param laneWindow how many messages of a lane may be under way at once: 1 but for a destination that keeps their order
 */
public record Plan(
    String route,
    RouteConf.Order order,
    Policy policy,
    List<Step> steps,
    boolean recorded,
    boolean stateful,
    int laneWindow) {

  /**
   * One destination.
   *
   * @param id its id
   * @param counted whether the policy counts it
   * @param idempotent whether it may get a message twice
   * @param timeoutNanos how long an attempt may take
   * @param retry its retries
   */
  public record Step(
      String id,
      boolean counted,
      boolean idempotent,
      long timeoutNanos,
      DestinationConf.Retry retry) {

    /** The pause after the given attempt (1 for the first), in nanoseconds. */
    long backoffNanos(int attempt) {
      double pause = (double) retry.backoff().toNanos() * Math.pow(retry.factor(), attempt - 1.0);
      return (long) Math.min(pause, (double) retry.maxBackoff().toNanos());
    }
  }

  /** How many messages may be under way at once as far as slots go: as many as the policy's last needed destination takes. */
  public int parallel(List<Gate> gates) {
    return order == RouteConf.Order.STRICT
        ? 1
        : (int)
            -IntStream.range(0, gates.size())
                .filter(i -> steps.get(i).counted())
                .mapToLong(i -> -(long) gates.get(i).slots())
                .sorted()
                .toArray()[policy.needed() - 1];
  }

  /** The plan of a route. */
  public static Plan of(RouteConf route, boolean recorded) {
    List<Step> steps =
        route.to().stream()
            .map(
                to ->
                    new Step(
                        to.id(),
                        to.required(),
                        to.idempotent(),
                        to.timeout().toNanos(),
                        to.retry()))
            .toList();
    int counted = (int) steps.stream().filter(Step::counted).count();
    // What is stored is ordered by the store, which lets go one message of a lane at a time.
    boolean stored = route.reply() == RouteConf.Reply.STORED;
    return new Plan(
        route.id(),
        stored ? RouteConf.Order.NONE : route.order(),
        Policy.of(route.ack(), counted),
        steps,
        recorded,
        route.state() != null,
        laneWindow(route, recorded));
  }

  /**
   * A batch sends what it is given in order and one batch at a time, so that a lane may fill one. Not with retries, which
   * would let a message be overtaken by one of its own batch or the next, nor where each message is recorded first, which ends
   * in any order, nor where a message needs to know what the one before has come to, nor where other destinations settle at other times.
   */
  private static int laneWindow(RouteConf route, boolean recorded) {
    if (recorded || route.state() != null || route.to().size() != 1) {
      return 1;
    }
    DestinationConf only = route.to().getFirst();
    if (only.retry().attempts() > 1) {
      return 1;
    }
    DestinationConf.Batch batch =
        switch (only.target()) {
          case DestinationConf.Http http -> http.batch() == null ? null : http.batch().when();
          case DestinationConf.Postgres table -> table.batch();
          case DestinationConf.EventBus none -> null;
          case DestinationConf.Mllp none -> null;
        };
    return batch == null ? 1 : Objects.requireNonNullElse(batch.count(), only.concurrency());
  }
}
