package io.roundtrip.future;

import java.util.Locale;

/** How far a {@link Task} is. */
public enum TaskStatus {
  /** Accepted, and not begun. */
  QUEUED,
  /** Begun, without an outcome. */
  RUNNING,
  /** Over, with a value. */
  SUCCEEDED,
  /** Over, with an error. */
  FAILED,
  /** Over, because somebody wanted it to be. What it had begun may still be on its way to an end. */
  CANCELLED;

  /** As it is written in JSON: {@code running}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing follows it. */
  public boolean isOver() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }
}
