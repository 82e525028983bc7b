package io.roundtrip.store;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What the journal keeps of a message itself. Immutable: array and buffer are never changed.
 *
 * @param messageId an id of ours, whose time is the row's
 * @param route its route's id
 * @param key what the route orders by; null where it does not
 * @param size bytes of its body, as it came
 * @param sha256 of its body; null if it is too large to be hashed on the loop
 * @param contentType as it came; empty if none
 * @param idempotencyKey as it goes downstream
 * @param replayOf the message that it repeats at a person's request; null for none
 * @param kept what a replay needs besides; null where bodies are not kept
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JournaledMessage(
    String messageId,
    String route,
    @Nullable String key,
    long size,
    byte @Nullable [] sha256,
    String contentType,
    String idempotencyKey,
    @Nullable String replayOf,
    @Nullable Kept kept) {
  private static final long FIXED = 300;

  /**
   * The message as it came.
   *
   * @param body its bytes
   * @param headers {@link HeaderLines} of those that the route's conf names
   */
  public record Kept(Buffer body, String headers) {}

  /** Its bytes in memory, roughly. */
  long bytes() {
    return FIXED
        + 2L * (contentType.length() + idempotencyKey.length() + (key == null ? 0 : key.length()))
        + (kept == null ? 0 : kept.body.length() + 2L * kept.headers.length());
  }
}
