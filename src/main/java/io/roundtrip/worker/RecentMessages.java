package io.roundtrip.worker;

import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.MessageView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages that settled last. Loop-confined. Holds so many and no more: an older one makes room.
 * Bodies are not kept.
 *
 * <p>A ring, because every message is added and hardly one is looked up: adding costs two stores, finding a scan of
 * numbers (some microseconds).
 */
final class RecentMessages {
  private final List<@Nullable Outcome> outcomes;
  private final int[] hashes;
  private final long[] epochMillis;
  private int next;

  RecentMessages(int most) {
    outcomes = new ArrayList<>(Collections.nCopies(most, null));
    hashes = new int[most];
    epochMillis = new long[most];
  }

  void add(Outcome outcome, long arrivedEpochMillis) {
    outcomes.set(next, outcome.withoutAnswer());
    hashes[next] = outcome.messageId().hashCode();
    epochMillis[next] = arrivedEpochMillis;
    next = next + 1 == hashes.length ? 0 : next + 1;
  }

  @Nullable MessageView find(String messageId) {
    int hash = messageId.hashCode();
    for (int i = 0; i < hashes.length; i++) {
      Outcome outcome = outcomes.get(i);
      if (hashes[i] == hash && outcome != null && outcome.messageId().equals(messageId)) {
        return new MessageView(
            true,
            messageId,
            outcome.route(),
            "settled",
            outcome,
            outcome.destinations(),
            epochMillis[i]);
      }
    }
    return null;
  }
}
