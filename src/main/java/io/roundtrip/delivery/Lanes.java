package io.roundtrip.delivery;

import io.roundtrip.conf.RouteConf.Order;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits, in order: a lane runs one message at a time, and what waits for no lane is ready. Loop-confined.
 *
 * @param <C> what the shell attaches to a message
 */
final class Lanes<C> {
  private final Order order;
  private final MessageList<C> ready = new MessageList<>();
  private final Map<String, Lane<C>> lanes = new HashMap<>();

  Lanes(Order order) {
    this.order = order;
  }

  /** The first that waits for nothing but slots; null if none does. */
  @Nullable Message<C> ready() {
    return ready.peek();
  }

  int readySize() {
    return ready.size();
  }

  boolean isEmpty() {
    return lanes.isEmpty();
  }

  /** Messages that the lane runs before this one, the one under way included; 0 if the lane is free or there is none. */
  int aheadInLane(Message<C> message) {
    String key = key(message);
    Lane<C> lane = key == null ? null : lanes.get(key);
    return lane == null ? 0 : lane.waiting.size() + 1;
  }

  void add(Message<C> message) {
    String key = key(message);
    if (key == null) {
      ready.add(message);
      return;
    }
    Lane<C> lane = lanes.get(key);
    if (lane == null) {
      lane = new Lane<>(key);
      lanes.put(key, lane);
      ready.add(message);
    } else {
      message.waitedBehindAnother = true;
      lane.waiting.add(message);
    }
    message.lane = lane;
  }

  /**
   * Lets the lane's next message go. One that was withdrawn while another runs its lane leaves the lane as it is: only
   * who ran it (or was first in line to) frees it.
   */
  void free(Message<C> message) {
    Lane<C> lane = message.lane;
    if (lane == null || message.waitedBehindAnother) {
      return;
    }
    Message<C> next = lane.waiting.poll();
    if (next == null) {
      lanes.remove(lane.key);
    } else {
      next.waitedBehindAnother = false;
      ready.add(next);
    }
  }

  private @Nullable String key(Message<C> message) {
    return switch (order) {
      case NONE -> null;
      case STRICT -> "";
      case PER_KEY -> message.key;
    };
  }
}
