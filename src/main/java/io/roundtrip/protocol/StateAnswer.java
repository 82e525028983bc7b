package io.roundtrip.protocol;

import io.roundtrip.model.StateView;
import org.jspecify.annotations.Nullable;

/**
 * The state that was asked for. Immutable.
 *
 * @param view null if who was asked does not have it
 */
public record StateAnswer(@Nullable StateView view) {
  /** Who was asked does not have it. */
  public static final StateAnswer NOT_HERE = new StateAnswer(null);
}
