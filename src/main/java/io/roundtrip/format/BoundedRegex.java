package io.roundtrip.format;

import io.roundtrip.conf.Place;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of the conf, run on a sender's text with a bound on its steps: an expression that backtracks on a
 * hostile text is stopped before it holds up an event loop. Immutable.
 */
final class BoundedRegex {
  /** Character reads allowed for any text, and more for each of its characters: some milliseconds at the most. */
  private static final int READS = 200_000;

  private static final int READS_PER_CHARACTER = 16;

  private final Pattern pattern;
  private final String owner;

  private BoundedRegex(Pattern pattern, String owner) {
    this.pattern = pattern;
    this.owner = owner;
  }

  /**
   * Compiles an expression.
   *
   * @param owner whose it is, in errors: {@code rule for 'PID-3'}
   * @return null, with a problem added, if it is none
   */
  static @Nullable BoundedRegex compile(
      String regex, String owner, Place place, Problems problems) {
    try {
      return new BoundedRegex(Pattern.compile(regex), owner);
    } catch (PatternSyntaxException e) {
      problems.add(
          place,
          owner
              + ": '"
              + regex
              + "' is not a regular expression: "
              + e.getDescription()
              + (e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1)));
      return null;
    }
  }

  Pattern pattern() {
    return pattern;
  }

  /** A search in one text of a message. */
  Search search(String text, Values in) {
    return new Search(new CountedText(text), in.iterations());
  }

  /** Finds one match after the other. Confined to one message. */
  final class Search {
    private final CountedText text;
    private final Iterations iterations;
    private final Matcher matcher;

    private Search(CountedText text, Iterations iterations) {
      this.text = text;
      this.iterations = iterations;
      this.matcher = pattern.matcher(text);
    }

    /** What has been found. */
    Matcher matcher() {
      return matcher;
    }

    boolean find() throws BadMessage {
      long before = text.left;
      boolean found;
      try {
        found = matcher.find();
      } catch (TooManyReads | StackOverflowError e) {
        throw tooLong();
      }
      if (!iterations.trySpendReads(before - text.left)) {
        throw tooLong();
      }
      return found;
    }

    private BadMessage tooLong() {
      return BadMessage.missing(
          owner + ": the regular expression takes too long on this message's value");
    }
  }

  private static final class TooManyReads extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyReads() {
      super(null, null, false, false);
    }
  }

  private static final class CountedText implements CharSequence {
    private final String text;
    private long left;

    CountedText(String text) {
      this.text = text;
      this.left = READS + (long) READS_PER_CHARACTER * text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new TooManyReads();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
