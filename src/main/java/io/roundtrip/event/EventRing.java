package io.roundtrip.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last events, bounded by count and by bytes; the oldest leaves first. Loop-confined. An event larger than all bytes is
 * kept alone, until the next one comes.
 */
public final class EventRing {
  /** How many events one look goes through: a loop has other things to do. */
  static final int MOST_LOOKED_AT = 1_000;

  /** How many events a page has at most, and how many bytes; one event always fits. */
  static final int PAGE_COUNT = 100;

  static final int PAGE_BYTES = 256 * 1024;

  /** What an event takes beside its JSON, roughly. */
  private static final int OVERHEAD_BYTES = 200;

  /** Each at its sequence, modulo the length. */
  private final @Nullable Event[] slots;

  private final long mostBytes;
  private long bytes;
  private long oldest = 1;
  private long last;

  /** An empty ring for so many events of so many bytes in all. */
  public EventRing(int mostCount, long mostBytes) {
    if (mostCount < 1 || mostBytes < 1) {
      throw new IllegalArgumentException(
          "a ring has room for at least one event, got %d and %d bytes"
              .formatted(mostCount, mostBytes));
    }
    this.slots = new Event[mostCount];
    this.mostBytes = mostBytes;
  }

  /** Keeps the event, whose sequence must be the next one, in place of the oldest where there is no room. */
  void add(Event event) {
    Event kept = event.withoutBody();
    if (count() == slots.length) {
      dropOldest();
    }
    last = kept.id().sequence();
    slots[slot(last)] = kept;
    bytes += size(kept);
    while (bytes > mostBytes && count() > 1) {
      dropOldest();
    }
  }

  private void dropOldest() {
    bytes -= size(at(oldest));
    slots[slot(oldest)] = null;
    oldest++;
  }

  /** The sequence of the newest event there ever was; 0 before the first. */
  long last() {
    return last;
  }

  /** The sequence of the oldest event that is kept; one more than {@link #last} if none is. */
  long oldest() {
    return oldest;
  }

  /**
   * What a look found.
   *
   * @param events in their order
   * @param seen the last sequence that was looked at
   */
  record Found(List<Event> events, long seen) {}

  /** The next events of the pattern after the sequence: a page at most, and it may be that more follow. */
  Found after(long sequence, SubjectPattern pattern) {
    List<Event> found = new ArrayList<>();
    long foundBytes = 0;
    long from = Math.max(sequence + 1, oldest);
    long end = Math.min(last, from + MOST_LOOKED_AT - 1);
    for (long next = from; next <= end; next++) {
      Event event = at(next);
      if (pattern.matches(event.subject())) {
        foundBytes += size(event);
        if (found.size() == PAGE_COUNT || (foundBytes > PAGE_BYTES && !found.isEmpty())) {
          return new Found(found, next - 1);
        }
        found.add(event);
      }
    }
    return new Found(found, Math.max(end, from - 1));
  }

  /** How many events are kept. */
  public int count() {
    return (int) (last - oldest + 1);
  }

  /** How many bytes they take, roughly. */
  public long bytes() {
    return bytes;
  }

  private Event at(long sequence) {
    return Objects.requireNonNull(slots[slot(sequence)]);
  }

  private int slot(long sequence) {
    return (int) (sequence % slots.length);
  }

  private static long size(Event event) {
    return (long) event.json().length + event.subject().length() + OVERHEAD_BYTES;
  }
}
