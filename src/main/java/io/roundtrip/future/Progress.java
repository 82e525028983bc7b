package io.roundtrip.future;

/**
 * How far a task says it is. Immutable.
 *
 * @param fraction from 0 to 1
 * @param note what it is at, in words; may be empty
 */
public record Progress(double fraction, String note) {
  /** Of a task that has said nothing. */
  public static final Progress NONE = new Progress(0, "");

  /** Checks the range. */
  public Progress {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("progress must be from 0 to 1, got " + fraction);
    }
  }
}
