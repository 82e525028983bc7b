package io.roundtrip.event;

import org.jspecify.annotations.Nullable;

/**
 * An event's place in the order of its hub, {@code <epoch>-<sequence>}. Immutable.
 *
 * @param epoch tells the lives of an engine apart: each begins to count anew
 * @param sequence from 1
 */
public record EventId(String epoch, long sequence) {
  /** The id that a text says; null if it says none. */
  public static @Nullable EventId parse(String text) {
    int dash = text.lastIndexOf('-');
    if (dash < 1 || dash > 32 || text.length() - dash > 20) {
      return null;
    }
    try {
      long sequence = Long.parseLong(text, dash + 1, text.length(), 10);
      return sequence < 0 ? null : new EventId(text.substring(0, dash), sequence);
    } catch (NumberFormatException none) {
      return null;
    }
  }

  @Override
  public String toString() {
    return epoch + "-" + sequence;
  }
}
