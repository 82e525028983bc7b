package io.roundtrip.delivery;

import io.roundtrip.queue.Credits;
import io.roundtrip.queue.TargetWait;
import org.jspecify.annotations.Nullable;

/**
 * What waits in one core, with its credits and its figures. Loop-confined; {@link Lanes} say what may go next.
 *
 * @param <C> what the shell attaches to a message
 */
final class MessageQueue<C> {
  private final Credits credits;
  private final @Nullable TargetWait targetWait;
  private final QueueStats stats;
  private final ArrivalOrder<C> order = new ArrivalOrder<>();

  MessageQueue(Credits credits, QueueStats stats) {
    this.credits = credits;
    this.targetWait = credits.targetWait();
    this.stats = stats;
  }

  /** A message that has its credit. */
  void add(Message<C> message) {
    order.add(message);
    stats.onQueued(order.size());
  }

  /** The message could not leave as it came. */
  void onWaits(Message<C> message) {
    if (targetWait != null) {
      message.waits = true;
      targetWait.onWaits();
    }
  }

  /** The message leaves to be delivered. */
  void depart(Message<C> message, long now) {
    message.departed = true;
    message.leftQueueNanos = now;
    takeOut(message);
    credits.giveBack(message.size);
    stats.onDeparted(now - message.arrivedNanos, now);
  }

  /** The message leaves undelivered. */
  void withdraw(Message<C> message) {
    takeOut(message);
    credits.giveBack(message.size);
    stats.withdrawn++;
  }

  /** The message that has waited longest leaves to make room, and its credit stays taken; null if nothing waits. */
  @Nullable Message<C> dropOldest() {
    Message<C> oldest = order.oldest();
    if (oldest != null) {
      takeOut(oldest);
      stats.dropped++;
    }
    return oldest;
  }

  /** What has left says so before its credit is given back, which goes to others as the pace is then. */
  private void takeOut(Message<C> message) {
    MessageList<C> list = message.list;
    if (list != null) {
      list.remove(message);
    }
    order.remove(message);
    message.state = Message.State.STARTING;
    if (message.waits && targetWait != null) {
      if (message.departed) {
        targetWait.onDeparted();
      } else {
        targetWait.onLeft();
      }
    }
  }

  int size() {
    return order.size();
  }

  /** The age of the oldest; 0 if nothing waits. */
  long oldestAgeNanos(long nowNanos) {
    Message<C> oldest = order.oldest();
    return oldest == null ? 0 : nowNanos - oldest.arrivedNanos;
  }
}
