package io.roundtrip.metrics;

/**
 * What an engine's event hub has seen. Immutable.
 *
 * @param published events that got an id
 * @param kept events in the ring
 * @param keptBytes what they take
 * @param gaps how often a reader found that events had left the ring before it read them
 * @param streams readers over HTTP now
 * @param slowClosed readers over HTTP that were closed for being too slow
 */
public record EventFigures(
    long published, long kept, long keptBytes, long gaps, long streams, long slowClosed) {
  /** Nothing. */
  public static final EventFigures NONE = new EventFigures(0, 0, 0, 0, 0, 0);

  /** Both together: the hub's, and those of the shards with readers. */
  public EventFigures plus(EventFigures other) {
    return new EventFigures(
        published + other.published,
        kept + other.kept,
        keptBytes + other.keptBytes,
        gaps + other.gaps,
        streams + other.streams,
        slowClosed + other.slowClosed);
  }
}
