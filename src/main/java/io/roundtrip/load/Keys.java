package io.roundtrip.load;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose messages they are: how keys are spread over messages. Immutable; a key is {@code k1}, {@code k2} and so on. */
public sealed interface Keys {
  /** The most keys; a Zipf distribution keeps eight bytes for each. */
  int MOST = 1_000_000;

  /** The key of the message with this number. */
  String key(long sequence, SplittableRandom random);

  /** No two messages share a key. */
  record Own() implements Keys {
    @Override
    public String key(long sequence, SplittableRandom random) {
      return "k" + sequence;
    }
  }

  /** Each of so many keys as often as the others. */
  record Uniform(int count) implements Keys {
    /** Checks the count. */
    public Uniform {
      checkCount(count);
    }

    @Override
    public String key(long sequence, SplittableRandom random) {
      return "k" + (1 + random.nextInt(count));
    }
  }

  /** Few keys often and many seldom: the key of rank r comes with a weight of r to the power of -exponent. */
  final class Zipf implements Keys {
    private final double[] upTo;

    /** So many keys; an exponent of 0 is uniform, 1 is Zipf's law. */
    public Zipf(int count, double exponent) {
      checkCount(count);
      if (!(exponent >= 0 && exponent <= 10)) {
        throw new IllegalArgumentException(
            "the exponent of zipf must be from 0 to 10, got " + exponent);
      }
      upTo = new double[count];
      double sum = 0;
      for (int rank = 1; rank <= count; rank++) {
        sum += Math.pow(rank, -exponent);
        upTo[rank - 1] = sum;
      }
      for (int i = 0; i < count; i++) {
        upTo[i] /= sum;
      }
    }

    @Override
    public String key(long sequence, SplittableRandom random) {
      int at = Arrays.binarySearch(upTo, random.nextDouble());
      return "k" + (1 + Math.min(at < 0 ? -at - 1 : at + 1, upTo.length - 1));
    }
  }

  /**
   * Keys as one writes them: {@code none}, {@code 100}, {@code zipf:100:1.1}.
   *
   * @throws IllegalArgumentException that says what may stand there
   */
  static Keys parse(String text) {
    if (text.equals("none")) {
      return new Own();
    }
    Matcher zipf = Written.ZIPF.matcher(text);
    try {
      if (zipf.matches()) {
        return new Zipf(Integer.parseInt(zipf.group(1)), Double.parseDouble(zipf.group(2)));
      }
      return new Uniform(Integer.parseInt(text));
    } catch (NumberFormatException noNumber) {
      throw new IllegalArgumentException(
          "keys are none, how many there are (100), or zipf:<how many>:<exponent> (zipf:100:1.1),"
              + " got '"
              + text
              + "'",
          noNumber);
    }
  }

  private static void checkCount(int count) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("there must be 1 to " + MOST + " keys, got " + count);
    }
  }

  /** How keys are written. */
  final class Written {
    private static final Pattern ZIPF = Pattern.compile("zipf:([0-9]+):([0-9.]+)");

    private Written() {}
  }
}
