package io.roundtrip.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the journal, the newest first. Immutable.
 *
 * @param next the cursor of the page of older ones; null if there are none
 */
public record JournalPage(List<JournalView> rows, @Nullable String next) {
  /** Copies. */
  public JournalPage {
    rows = List.copyOf(rows);
  }
}
