package io.roundtrip.idempotency;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.Submission;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.route.Route;
import io.roundtrip.store.KeyAttempt;
import io.roundtrip.store.KeyClaim;
import io.roundtrip.store.KeyEnd;
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
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A key whose message's end nobody tells is kept for so long beyond its deadline and its time. */
  private static final long MARGIN_MILLIS = 60_000;

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

  /** Takes all that wait off it: who is answered may come again before the next one is. */
  List<Sender> takeSenders() {
    List<Sender> waiting = List.copyOf(senders);
    senders.clear();
    return waiting;
  }

  /** What the message came to, which is there. */
  Outcome known() {
    Outcome there = outcome;
    if (there == null) {
      throw new IllegalStateException("its outcome is not there");
    }
    return there;
  }

  /** The sender asks for it. */
  KeyAttempt attempt(Sender sender) {
    Submission message = sender.message();
    long left = Math.max(0, sender.deadlineNanos - System.nanoTime()) / NANOS_PER_MILLI;
    return new KeyAttempt(
        claim(sender.messageId),
        sender.bodyHash,
        message.idempotencyKey(),
        left + retainMillis() + MARGIN_MILLIS);
  }

  /** What the message came to is kept, or with null the key let go of. */
  KeyEnd end(String of, @Nullable Outcome kept) {
    return new KeyEnd(claim(of), kept, retainMillis());
  }

  private KeyClaim claim(String of) {
    return new KeyClaim(route.id(), id.hash(), of);
  }

  private long retainMillis() {
    RouteConf.Idempotency conf = route.conf().idempotency();
    return conf == null ? 0 : conf.retain().toMillis();
  }

  @Override
  protected void onTime(long nowNanos) {
    book.onTime(this);
  }
}
