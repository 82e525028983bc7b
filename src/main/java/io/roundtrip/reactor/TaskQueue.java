package io.roundtrip.reactor;

import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a core, by priority, and the rule which is next. Thread-safe for {@link #offer} and {@link
 * #close}, because its rings are; the rest belongs to the core's loop.
 *
 * <p>At most {@value #MOST_WAITING} tasks of each priority wait; one more is refused.
 *
 * <p>The rule: HIGH before NORMAL before IDLE, but after {@value #HIGHS_IN_A_ROW} HIGH tasks for which a NORMAL one had to
 * wait, that is next; and after {@value #OTHERS_IN_A_ROW} tasks of the others for which an IDLE one had to wait, that is
 * next. Within a priority the first in is the first out.
 */
final class TaskQueue {
  /** How many tasks of one priority wait at most. */
  static final int MOST_WAITING = 65_536;

  static final int HIGHS_IN_A_ROW = 8;
  static final int OTHERS_IN_A_ROW = 63;

  private final TaskRing high;
  private final TaskRing normal;
  private final TaskRing idle;
  private int highs;
  private int others;

  TaskQueue() {
    this(MOST_WAITING);
  }

  /** With another bound, a power of two. */
  TaskQueue(int bound) {
    high = new TaskRing(bound);
    normal = new TaskRing(bound);
    idle = new TaskRing(bound);
  }

  /** Adds a task; false if there is no room or the queue is closed. */
  boolean offer(Priority priority, Runnable task) {
    return ring(priority).offer(task);
  }

  /** Takes the next task out by the rule, or null if there is none. */
  @Nullable Runnable next() {
    boolean normalWaits = normal.hasNext();
    boolean idleWaits = idle.hasNext();
    if (idleWaits && others >= OTHERS_IN_A_ROW) {
      others = 0;
      return idle.poll();
    }
    if (!normalWaits || highs < HIGHS_IN_A_ROW) {
      Runnable first = high.poll();
      if (first != null) {
        highs = normalWaits ? highs + 1 : 0;
        others = idleWaits ? others + 1 : 0;
        return first;
      }
    }
    highs = 0;
    if (normalWaits) {
      others = idleWaits ? others + 1 : 0;
      return normal.poll();
    }
    others = 0;
    return idle.poll();
  }

  /** Whether {@link #next} has something. */
  boolean hasNext() {
    return high.hasNext() || normal.hasNext() || idle.hasNext();
  }

  /** How many tasks are in, those included that are being put in. */
  int size() {
    return high.size() + normal.size() + idle.size();
  }

  /** How many tasks of the priority are in. */
  int size(Priority priority) {
    return ring(priority).size();
  }

  /** Refuses every later task; what is in stays. */
  void close() {
    high.close();
    normal.close();
    idle.close();
  }

  boolean isClosed() {
    return idle.isClosed();
  }

  private TaskRing ring(Priority priority) {
    return switch (priority) {
      case HIGH -> high;
      case NORMAL -> normal;
      case IDLE -> idle;
    };
  }
}
