package io.roundtrip.load;

import io.roundtrip.conf.Quantities;
import java.util.SplittableRandom;

/**
 * How long messages are, evenly between two bounds. Immutable.
 *
 * @param least bytes, at least 1
 * @param most bytes, up to {@value #MOST}
 */
public record Sizes(int least, int most) {
  /** More than any conf lets in by default. */
  public static final int MOST = 64 << 20;

  /** Checks the bounds. */
  public Sizes {
    if (least < 1 || most > MOST || least > most) {
      throw new IllegalArgumentException(
          "sizes must be from 1 byte to 64MiB and the first not above the second, got "
              + least
              + ".."
              + most);
    }
  }

  /** Of one size. */
  public static Sizes of(int bytes) {
    return new Sizes(bytes, bytes);
  }

  /**
   * Sizes as one writes them: {@code 1KiB}, {@code 512..4096}.
   *
   * @throws IllegalArgumentException that says what may stand there
   */
  public static Sizes parse(String text) {
    int dots = text.indexOf("..");
    String least = dots < 0 ? text : text.substring(0, dots);
    String most = dots < 0 ? text : text.substring(dots + 2);
    return new Sizes(bytes(least, text), bytes(most, text));
  }

  private static int bytes(String bound, String text) {
    Long bytes = Quantities.size(bound);
    if (bytes == null || bytes < 1 || bytes > MOST) {
      throw new IllegalArgumentException(
          "sizes are one (1KiB) or two (512..4KiB) of 1 byte to 64MiB, got '" + text + "'");
    }
    return Math.toIntExact(bytes);
  }

  int next(SplittableRandom random) {
    return least == most ? least : random.nextInt(least, most + 1);
  }
}
