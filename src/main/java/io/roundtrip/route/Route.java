package io.roundtrip.route;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.delivery.Gate;
import io.roundtrip.delivery.Plan;
import io.roundtrip.format.Input;
import io.roundtrip.format.KeyReader;
import io.roundtrip.format.Prepared;
import io.roundtrip.format.RowReader;
import io.roundtrip.format.Transform;
import io.roundtrip.model.Reason;
import io.roundtrip.queue.Credits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A route as it runs. Immutable but for what its shards share: {@link #credits}, {@link #aside}, {@link #relayed} and {@link
 * #gates}, which are thread-safe.
 *
 * @param index its place in the conf
 * @param conf as written
 * @param plan what the delivery core must know
 * @param transform filter and map
 * @param key reads what orders its messages; null where nothing does
 * @param idempotencyKey reads what a repeat of a message has in common with it; null where repeats are not recognised
 * @param credits bounds its queue over all shards
 * @param aside bounds what has left the queue and waits for a slot at a destination it can do without
 * @param gates one for each destination
 * @param headerNames the headers that its conf names, in lower case: what is kept of a message's headers
 * @param relayed bounds the bytes of stored messages on their way to a worker and in its queue; nothing else uses it
 * @param rows reads what a table of that destination id takes of a message
 * @param state what it remembers of each key; null for nothing
 */
public record Route(
    int index,
    RouteConf conf,
    Plan plan,
    Transform transform,
    @Nullable KeyReader key,
    @Nullable KeyReader idempotencyKey,
    Credits credits,
    Credits aside,
    List<Gate> gates,
    List<String> headerNames,
    Credits relayed,
    Map<String, RowReader> rows,
    @Nullable RouteState state) {
  private static final Logger LOG = LoggerFactory.getLogger(Route.class);

  /** Its id. */
  public String id() {
    return conf.id();
  }

  /** Filters and maps a message, without blocking. A fault of ours is said in the log, and refuses the message. */
  public Prepared prepare(Input input) {
    try {
      return transform.apply(input);
    } catch (RuntimeException bug) {
      LOG.error("cannot prepare a message messageId={} route={}", input.messageId(), id(), bug);
      return new Prepared.Refused(Reason.BUG, "the engine could not prepare the message");
    }
  }

  /** Whether its messages are stored before they are delivered. */
  public boolean isStored() {
    return conf.reply() == RouteConf.Reply.STORED;
  }

  /** The credits of messages in a worker's queue: of stored ones those of the relay, which their senders no longer hold. */
  public Credits queued() {
    return isStored() ? relayed : credits;
  }

  /** Whether a lane decides which shard runs a message. */
  public boolean isOrdered() {
    return conf.order() != RouteConf.Order.NONE;
  }

  /** The shard that holds idempotency keys with this value. */
  public int keyShard(String value, int shards) {
    int hash = 31 * conf.id().hashCode() + value.hashCode();
    return Math.floorMod(hash ^ hash >>> 16, shards);
  }

  /** The shard that runs messages with this key (null under {@code strict}) of an ordered route. */
  public int laneShard(@Nullable String key, int shards) {
    int hash = (key == null ? conf.id() : key).hashCode();
    return Math.floorMod(hash ^ hash >>> 16, shards);
  }
}
