package io.roundtrip.protocol;

/**
 * What the state of a key is, or was. Immutable.
 *
 * @param route its route's place in the conf
 * @param key whose state
 * @param atMillis when; negative for now
 */
public record StateQuestion(int route, String key, long atMillis) {
  /** Whether it asks for the state as it is. */
  public boolean isOfNow() {
    return atMillis < 0;
  }
}
