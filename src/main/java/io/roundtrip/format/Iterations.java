package io.roundtrip.format;

import java.util.Arrays;

/**
 * How far the eachs of a map have come with one message, and what they may still make of it. Confined to one message.
 *
 * <p>The bounds are for all eachs of the map together: elements, the text that they copy, and what regular expressions
 * read for them. A message that needs more is refused, so that no sender can hold up the engine or fill its memory.
 */
final class Iterations {
  /** Elements, of all eachs together. */
  static final int MOST_ELEMENTS = 10_000;

  /** Characters or bytes that are put into the elements' places. */
  static final int MOST_TEXT = 16 << 20;

  private static final int MOST_READS = 20_000_000;

  private final int[] numbers;
  private final int[] versions;
  private int version;
  private int elements;
  private long text;
  private long reads;

  Iterations(int levels) {
    this.numbers = new int[levels + 1];
    this.versions = new int[levels + 1];
  }

  /** Begins an each of the level: no element has counted yet. */
  void begin(int level) {
    numbers[level] = 0;
  }

  /** The next element is in place; what was read of the one before is out of date. */
  void onElement(int level) throws BadMessage {
    versions[level] = ++version;
    numbers[level]++;
    if (++elements > MOST_ELEMENTS) {
      throw BadMessage.missing(
          "the map's eachs have more than " + MOST_ELEMENTS + " elements in this message");
    }
  }

  /** The element in place does not count. */
  void skip(int level) {
    numbers[level]--;
  }

  /** The number of the element in place, counted from 1 over those that count. */
  int number(int level) {
    return numbers[level];
  }

  /** Changes when the level's element does; never negative. */
  int version(int level) {
    return versions[level];
  }

  /** Counts text that an element copies. */
  void spendText(int length) throws BadMessage {
    text += length;
    if (text > MOST_TEXT) {
      throw BadMessage.missing(
          "the map's eachs copy or look through more than "
              + (MOST_TEXT >> 20)
              + " MiB of this message");
    }
  }

  /** Counts what an element makes the engine look through, as text: a search in each element adds up. */
  void spendSearch(int steps) throws BadMessage {
    if (elements > 0) {
      spendText(steps);
    }
  }

  /** Counts what a regular expression has read; false once it is too much. */
  boolean trySpendReads(long count) {
    reads += elements > 0 ? count : 0;
    return reads <= MOST_READS;
  }

  /** Versions for so many slots, none of which has been read. */
  static int[] unread(int slots) {
    int[] none = new int[slots];
    Arrays.fill(none, -1);
    return none;
  }
}
