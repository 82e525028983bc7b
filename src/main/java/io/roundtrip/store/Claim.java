package io.roundtrip.store;

/**
 * A claim on a row of the outbox: who ends it names it whole, so that what comes late changes nothing of a newer one. Immutable.
 *
 * @param messageId the row's
 * @param relay whose it is, by {@link OutboxTable#relay}
 * @param number which of all claims on the row it is, from 1
 */
public record Claim(String messageId, long relay, int number) {
  /** That of who inserts the row, if it may have it. */
  public static Claim first(String messageId, long relay) {
    return new Claim(messageId, relay, 1);
  }
}
