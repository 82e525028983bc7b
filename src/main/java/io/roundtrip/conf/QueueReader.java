package io.roundtrip.conf;

import io.roundtrip.conf.RouteConf.Queue;
import io.roundtrip.conf.RouteConf.Reply;
import io.roundtrip.conf.RouteConf.WhenFull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code queue}. Stateless. */
final class QueueReader {
  private static final int CAPACITY = 1000;
  private static final long BYTES = 64L << 20;
  private static final long MOST_BYTES = 1L << 40;
  private static final Words<WhenFull> WHEN_FULL =
      Words.of("reject", WhenFull.REJECT)
          .or("wait", WhenFull.WAIT)
          .or("drop-newest", WhenFull.DROP_NEWEST)
          .or("drop-oldest", WhenFull.DROP_OLDEST);

  private QueueReader() {}

  static Queue read(YamlMap route, Reply reply) {
    YamlMap queue = route.map("queue", Section.QUEUE);
    if (queue == null) {
      return new Queue(CAPACITY, BYTES, WhenFull.REJECT, null);
    }
    return new Queue(
        queue.integer("capacity", CAPACITY, 1, 10_000_000),
        queue.size("bytes", BYTES, MOST_BYTES),
        whenFull(queue, reply),
        targetWait(queue, reply));
  }

  private static WhenFull whenFull(YamlMap queue, Reply reply) {
    WhenFull whenFull = queue.oneOf("when-full", WhenFull.REJECT, WHEN_FULL);
    YamlValue given = queue.get("when-full");
    boolean drops = whenFull == WhenFull.DROP_NEWEST || whenFull == WhenFull.DROP_OLDEST;
    if (given != null && drops && reply != Reply.QUEUED) {
      given.error(
          "'"
              + given.written()
              + "' needs reply: queued; "
              + (reply == Reply.STORED
                  ? "what is stored is delivered, and never dropped"
                  : "a sender that waits is owed an answer")
              + ": write reject or wait");
    }
    return whenFull;
  }

  private static @Nullable Duration targetWait(YamlMap queue, Reply reply) {
    YamlValue given = queue.get("target-wait");
    if (given == null) {
      return null;
    }
    if (reply == Reply.STORED) {
      given.error(
          "needs reply: delivered or queued; under reply: stored messages wait in the store");
    }
    return queue.positive("target-wait", Duration.ofSeconds(1));
  }
}
