package io.roundtrip.conf;

import org.jspecify.annotations.Nullable;

/** One item of a map's rules, as written. Immutable. */
public sealed interface MapItem permits MapRule, MapEach {
  /** Where it stands. */
  Place place();

  /** What must hold of the message for it to count; null for nothing. */
  @Nullable Condition when();
}
