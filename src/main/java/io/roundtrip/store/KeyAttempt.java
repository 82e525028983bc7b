package io.roundtrip.store;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message that asks for its idempotency key, and what it is told. Loop-confined.
 *
 * <p>Once its statement has succeeded, either the key is its own, or {@link #found} is what the key has; neither, if who had it
 * let go of it that moment, or if {@link #isCut}.
 */
public final class KeyAttempt {
  private static final long FIXED = 300;

  final KeyClaim claim;
  final Buffer bodyHash;
  final String downstreamKey;
  final long keepMillis;
  private boolean claimed;
  private boolean perhapsThere;
  private boolean cut;
  private @Nullable KeyRecord found;

  /**
   * An attempt that was not made.
   *
   * @param claim the key, and the message that asks for it
   * @param bodyHash SHA-256 of the message's body
   * @param downstreamKey what goes downstream as its Idempotency-Key
   * @param keepMillis after which the key expires if nobody says what became of the message
   */
  public KeyAttempt(KeyClaim claim, Buffer bodyHash, String downstreamKey, long keepMillis) {
    this.claim = claim;
    this.bodyHash = bodyHash;
    this.downstreamKey = downstreamKey;
    this.keepMillis = keepMillis;
  }

  /** The message that asks. */
  public String messageId() {
    return claim.messageId();
  }

  /** The key, and the message that asks for it. */
  public KeyClaim claim() {
    return claim;
  }

  /** What goes downstream as the message's Idempotency-Key. */
  public String downstreamKey() {
    return downstreamKey;
  }

  /** Whether the message has the key. */
  public boolean isClaimed() {
    return claimed;
  }

  /** Whether it may have the key although the statement failed. */
  public boolean isPerhapsThere() {
    return perhapsThere;
  }

  /** Whether the key has an answer that did not come with those of others: it is to be asked for again. */
  public boolean isCut() {
    return cut;
  }

  /** What the key has, where another message has it. */
  public @Nullable KeyRecord found() {
    return found;
  }

  /** What it counts for against a collector's bounds. */
  public long bytes() {
    return FIXED + 2L * downstreamKey.length();
  }

  /** The statement was sent, and no answer came. */
  public void onAnswerLost() {
    perhapsThere = true;
  }

  void onClaimed() {
    claimed = true;
  }

  void onCut() {
    cut = true;
  }

  void onFound(@Nullable KeyRecord row) {
    found = row;
  }
}
