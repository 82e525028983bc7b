package io.roundtrip.store;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Headers;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored message on its way: a row of the outbox. Immutable; the body is not copied and must not be changed.
 *
 * @param messageId an id of ours
 * @param route its route's id
 * @param lane what it waits for others in, by {@link #laneOf}; null for none
 * @param receivedMillis when it arrived
 * @param contentType as it came; empty if none
 * @param headers those that the route's conf names, as lines
 * @param idempotencyKey goes downstream with it
 * @param traceparent goes downstream with it; null for none
 * @param replayOf the message that it repeats; null for none
 * @param body as it came
 * @param attempts rounds of delivery that were tried
 * @param suspect whether it was in the hands of an engine that died
 * @param destinations what earlier rounds brought
 * @param detail of the last of them; empty if there was none
 * @param claim the last one on it; of nobody, number 0, if there was none
 */
public record OutboxMessage(
    String messageId,
    String route,
    @Nullable String lane,
    long receivedMillis,
    String contentType,
    String headers,
    String idempotencyKey,
    @Nullable String traceparent,
    @Nullable String replayOf,
    Buffer body,
    int attempts,
    boolean suspect,
    List<DestinationOutcome> destinations,
    String detail,
    Claim claim) {
  /** The lane of all messages of a route. */
  public static final String STRICT = "";

  /** A longer key is a lane by its hash: what is in an index may not be long. */
  private static final int LONGEST_LANE = 500;

  private static final int KEPT_OF_LONG = 100;

  /** A message that has just come. */
  public static OutboxMessage fresh(
      String messageId,
      String route,
      @Nullable String lane,
      long receivedMillis,
      String contentType,
      String headers,
      String idempotencyKey,
      @Nullable String traceparent,
      @Nullable String replayOf,
      Buffer body) {
    return new OutboxMessage(
        messageId,
        route,
        lane,
        receivedMillis,
        JournalTable.clean(contentType),
        headers,
        JournalTable.clean(idempotencyKey),
        traceparent,
        replayOf,
        body,
        0,
        false,
        List.of(),
        "",
        new Claim(messageId, 0, 0));
  }

  /** The message with another claim on it. */
  public OutboxMessage claimed(Claim by) {
    return new OutboxMessage(
        messageId,
        route,
        lane,
        receivedMillis,
        contentType,
        headers,
        idempotencyKey,
        traceparent,
        replayOf,
        body,
        attempts,
        suspect,
        destinations,
        detail,
        by);
  }

  /** The lane of the messages with this key. */
  public static String laneOf(String key) {
    String lane = JournalTable.clean(key);
    if (lane.length() <= LONGEST_LANE) {
      return lane;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(lane.getBytes(StandardCharsets.UTF_8));
      return lane.substring(0, KEPT_OF_LONG) + "#" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("every Java has SHA-256", broken);
    }
  }

  /** The headers that were kept. */
  public Headers readHeaders() {
    return Headers.of(HeaderLines.read(headers));
  }

  /** What its route orders by; null where it does not. Of a long one its first characters and a hash. */
  public @Nullable String key() {
    return lane == null || lane.isEmpty() ? null : lane;
  }

  /** What it counts for in memory, roughly. */
  public long bytes() {
    return 500L + body.length() + 2L * headers.length();
  }
}
