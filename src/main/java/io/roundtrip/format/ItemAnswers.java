package io.roundtrip.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the answer to a JSON array says of its single items. Immutable. */
public sealed interface ItemAnswers {
  /** Nothing: the answer is one for all of them. */
  record None() implements ItemAnswers {}

  /** It has statuses of items, but not exactly one for each: nobody knows which item they are about. */
  record Unclear() implements ItemAnswers {}

  /**
   * One answer for each item.
   *
   * @param items in the order of the array
   */
  record Each(List<Item> items) implements ItemAnswers {
    /** Copies. */
    public Each {
      items = List.copyOf(items);
    }
  }

  /**
   * One item's answer.
   *
   * @param status from 200 to 599
   * @param body JSON as the destination wrote it; null if there is none, or it was not asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
  record Item(int status, byte @Nullable [] body) {}

  /**
   * Reads an answer: an array, or an object whose {@code items} is one, of objects with a {@code status}, a number, and maybe
   * a {@code body}. Never throws for what a destination can answer.
   *
   * @param contentType empty if it gave none
   * @param count how many items the array had
   * @param keepBodies whether their bodies are wanted
   */
  static ItemAnswers read(byte[] answer, String contentType, int count, boolean keepBodies) {
    return ItemAnswersReader.read(answer, contentType, count, keepBodies);
  }
}
