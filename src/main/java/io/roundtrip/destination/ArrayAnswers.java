package io.roundtrip.destination;

import io.roundtrip.format.ItemAnswers;
import io.roundtrip.format.ItemAnswers.Item;
import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.outcome.AttemptResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the answer to an array means for each of its items. Immutable and pure.
 *
 * <p>An answer for each item decides each by {@code success}; any other is the same for all. An answer that was kept is its
 * item's alone: of the whole's nothing is passed on, for it may hold what belongs to other senders.
 *
 * @param success the statuses that confirm an item, as bits
 * @param keepAnswers whether the senders want them
 * @param split whether a batch that is rejected as a whole may be halved
 * @param idempotent whether an item may be sent again although it may have been taken
 */
record ArrayAnswers(BitSet success, boolean keepAnswers, boolean split, boolean idempotent) {
  /** Who answers so has taken nothing of the array. */
  private static final Set<Integer> NOTHING_TAKEN = Set.of(400, 413, 422);

  /** Said of every array alike, or only for now: a smaller one would be told the same. */
  private static final Set<Integer> OF_EVERY_SIZE =
      Set.of(401, 403, 404, 405, 408, 429, 502, 503, 504);

  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);

  /** What was read. */
  sealed interface Reading {
    /** One result for each item, in their order. */
    record Each(List<AttemptResult> results) implements Reading {}

    /**
     * One result for all.
     *
     * @param mayHalve whether halves of the batch are sent before it counts
     */
    record Whole(AttemptResult result, boolean mayHalve) implements Reading {}
  }

  /** Reads the answer to so many items. */
  Reading read(int status, @Nullable DestinationAnswer answer, int count) {
    ItemAnswers items =
        answer == null
            ? new ItemAnswers.None()
            : ItemAnswers.read(
                answer.body(),
                answer.contentType() == null ? "" : answer.contentType(),
                count,
                keepAnswers);
    boolean confirms = success.get(status);
    return switch (items) {
      case ItemAnswers.Each each -> new Reading.Each(results(each.items()));
      case ItemAnswers.Unclear unclear when confirms ->
          new Reading.Whole(
              AttemptResult.unknown(status, "its answer has no status for each item"), false);
      case ItemAnswers.Unclear unclear -> rejected(status, count);
      case ItemAnswers.None none when confirms ->
          new Reading.Whole(delivered(new Item(status, null)), false);
      case ItemAnswers.None none -> rejected(status, count);
    };
  }

  private Reading rejected(int status, int count) {
    boolean mayHalve =
        split
            && count > 1
            && (NOTHING_TAKEN.contains(status) || (idempotent && !OF_EVERY_SIZE.contains(status)));
    return new Reading.Whole(AttemptResult.rejected(status), mayHalve);
  }

  private List<AttemptResult> results(List<Item> items) {
    List<AttemptResult> results = new ArrayList<>(items.size());
    for (Item item : items) {
      results.add(
          success.get(item.status()) ? delivered(item) : AttemptResult.rejected(item.status()));
    }
    return results;
  }

  private AttemptResult delivered(Item item) {
    if (!keepAnswers) {
      return AttemptResult.delivered(item.status(), null);
    }
    byte[] body = WITHOUT_BODY.contains(item.status()) ? null : item.body();
    return AttemptResult.delivered(
        item.status(),
        body == null
            ? new DestinationAnswer(item.status(), null, new byte[0])
            : new DestinationAnswer(item.status(), "application/json", body));
  }
}
