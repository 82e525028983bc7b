package io.roundtrip.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters, those that died last first. Immutable.
 *
 * @param next the cursor of the page of older ones; null if there are none
 */
public record DeadLetterPage(List<DeadLetterView> rows, @Nullable String next) {
  /** Copies. */
  public DeadLetterPage {
    rows = List.copyOf(rows);
  }
}
