package io.roundtrip.delivery;

import io.roundtrip.conf.RouteConf.Order;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits, in order: a lane runs one message at a time, and what waits for no lane is ready. Loop-confined.
 *
 * <p>With a window of more than one, so many of a lane are under way at once, let go in their order: for a destination that
 * itself sends what it is given in that order, one batch after the other.
 *
 * @param <C> what the shell attaches to a message
 */
final class Lanes<C> {
  private final Order order;
  private final int window;
  private final MessageList<C> ready = new MessageList<>();
  private final Map<String, Lane<C>> lanes = new HashMap<>();

  Lanes(Order order, int window) {
    this.order = order;
    this.window = window;
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

  /** Messages that the lane lets go before this one, and the one that must settle first; 0 if it lets this one go now. */
  int aheadInLane(Message<C> message) {
    String key = key(message);
    Lane<C> lane = key == null ? null : lanes.get(key);
    return lane == null || hasRoom(lane) ? 0 : lane.waiting.size() + 1;
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
    }
    if (hasRoom(lane)) {
      lane.running++;
      ready.add(message);
    } else {
      message.waitedBehindAnother = true;
      lane.waiting.add(message);
    }
    message.lane = lane;
  }

  private boolean hasRoom(Lane<C> lane) {
    return lane.running < window && lane.waiting.peek() == null;
  }

  /**
   * Lets the lane's next message go. One that was withdrawn while others run its lane leaves the lane as it is: only
   * who ran it (or was ready to) frees it.
   */
  void free(Message<C> message) {
    Lane<C> lane = message.lane;
    if (lane == null || message.waitedBehindAnother) {
      return;
    }
    Message<C> next = lane.waiting.poll();
    if (next == null) {
      if (--lane.running == 0) {
        lanes.remove(lane.key);
      }
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
