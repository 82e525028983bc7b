package io.roundtrip.idempotency;

import io.roundtrip.model.Outcome;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.route.Route;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that somebody waits for, or whose end the store does not know yet. Loop-confined.
 *
 * <pre>
 * CLAIMING ⇄ ELSEWHERE (another engine has it)
 *    |  ↘ TAKING (over what an earlier message left)
 *    ↓    ↓
 *   RUNNING → ENDING (the store is told) → LATE (senders are answered, the store is not told yet)
 * </pre>
 */
final class HeldKey extends TimerWheel.Timer {
  enum State {
    CLAIMING,
    ELSEWHERE,
    TAKING,
    RUNNING,
    ENDING,
    LATE
  }

  /** The route's place in the conf, and SHA-256 of the key. Immutable. */
  record Id(int route, Buffer hash) {}

  final Id id;
  final Route route;

  /** In order of arrival; those of RUNNING and ENDING wait for one outcome. */
  final List<Sender> senders = new ArrayList<>(1);

  State state = State.CLAIMING;

  /** Whether the store was asked for it. */
  boolean asked;

  /** The message that has the key, here or elsewhere. */
  String messageId = "";

  /** Of that message, once it is this engine's. */
  @Nullable Buffer bodyHash;

  /** What earlier messages with the key came to; null for none. */
  @Nullable Outcome before;

  /** What the message came to. */
  @Nullable Outcome outcome;

  long deadlineNanos;
  private final KeyBook book;

  HeldKey(KeyBook book, Id id, Route route) {
    this.book = book;
    this.id = id;
    this.route = route;
  }

  @Nullable Sender sender(String of) {
    for (Sender sender : senders) {
      if (sender.messageId.equals(of)) {
        return sender;
      }
    }
    return null;
  }

  @Override
  protected void onTime(long nowNanos) {
    book.onTime(this);
  }
}
