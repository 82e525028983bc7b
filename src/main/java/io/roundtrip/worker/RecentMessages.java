package io.roundtrip.worker;

import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.MessageView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages that settled last. Loop-confined. Holds so many and no more: an older one makes room.
 * Bodies are not kept.
 */
final class RecentMessages {
  private final Map<String, MessageView> settled;

  RecentMessages(int most) {
    settled =
        new LinkedHashMap<>(most * 2) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, MessageView> eldest) {
            return size() > most;
          }
        };
  }

  void add(Outcome outcome, long epochMillis) {
    settled.put(
        outcome.messageId(),
        new MessageView(
            true,
            outcome.messageId(),
            outcome.route(),
            "settled",
            outcome,
            outcome.destinations(),
            epochMillis));
  }

  @Nullable MessageView find(String messageId) {
    return settled.get(messageId);
  }
}
