package io.roundtrip.service;

import io.roundtrip.event.Event;
import io.roundtrip.event.EventId;
import io.roundtrip.event.EventPage;
import io.roundtrip.event.EventQuestion;
import io.roundtrip.event.SubjectPattern;
import io.roundtrip.net.Json;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A reader of events over HTTP: it asks the hub for a page from its cursor on, writes that, and asks again when its peer has
 * taken it. Loop-confined. Nothing is kept for it but the page it is writing: one that reads slowly finds, when it falls off the
 * ring, a gap; it is told, and goes on with the oldest there is, or is closed if it asked for that. One that takes nothing at all
 * for {@value #STUCK_SECONDS} s is closed.
 */
abstract class EventStream {
  /** How long it waits for an event before it says that it is still there. */
  static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(10);

  static final long STUCK_SECONDS = 60;

  private final ServiceShard shard;
  private final SubjectPattern pattern;
  private final boolean closeSlow;
  private @Nullable EventId after;
  private boolean pulling;
  private boolean over;
  private long fullSinceNanos;
  private boolean full;

  /**
   * A reader that has not begun.
   *
   * @param after the last event that its peer has; null for what comes from now on
   * @param closeSlow whether a gap closes it
   */
  EventStream(
      ServiceShard shard, SubjectPattern pattern, @Nullable EventId after, boolean closeSlow) {
    this.shard = shard;
    this.pattern = pattern;
    this.after = after;
    this.closeSlow = closeSlow;
  }

  abstract void write(EventId id, String subject, Buffer json);

  /** Events between the last one and what comes next are lost. */
  abstract void writeGap(EventId next);

  /** Nothing has come, and up to here its peer has everything. */
  abstract void writePosition(EventId position);

  /** Whether the peer has not taken yet what was written. */
  abstract boolean isFull();

  /** Calls {@link #onDrained} when it has. */
  abstract void awaitDrain();

  /** Says goodbye. */
  abstract void close();

  /** Says that its peer is too slow. */
  abstract void closeSlow();

  /** Lets go of a peer that takes nothing. */
  abstract void abort();

  void begin() {
    shard.streams().add(this);
    pull();
  }

  final void onDrained() {
    full = false;
    pull();
  }

  /** The peer is gone. */
  final void onGone() {
    over = true;
    shard.streams().remove(this);
  }

  /** Ends it in good order. */
  final void end() {
    if (!over) {
      onGone();
      close();
    }
  }

  final void closeIfStuck(long nowNanos) {
    if (full && nowNanos - fullSinceNanos >= TimeUnit.SECONDS.toNanos(STUCK_SECONDS)) {
      onGone();
      shard.streams().onSlowClosed();
      abort();
    }
  }

  private void pull() {
    if (over || pulling) {
      return;
    }
    pulling = true;
    shard.pull(
        new EventQuestion(pattern, after, System.nanoTime() + HEARTBEAT_NANOS), this::onAnswer);
  }

  private void onAnswer(@Nullable Object answer, @Nullable Throwable failure) {
    pulling = false;
    if (over) {
      return;
    }
    if (failure == null && answer instanceof EventPage page) {
      onPage(page);
    } else {
      end(); // the hub is gone, or too many wait at it: the peer comes again
    }
  }

  private void onPage(EventPage page) {
    if (page.gap()) {
      if (closeSlow) {
        onGone();
        shard.streams().onSlowClosed();
        closeSlow();
        return;
      }
      writeGap(page.events().isEmpty() ? page.next() : page.events().getFirst().id());
    }
    for (Event event : page.events()) {
      write(event.id(), event.subject(), envelope(event));
    }
    after = page.next();
    if (page.events().isEmpty()) {
      writePosition(page.next());
    }
    if (isFull()) {
      full = true;
      fullSinceNanos = System.nanoTime();
      awaitDrain();
    } else {
      pull();
    }
  }

  private static Buffer envelope(Event event) {
    StringBuilder head = new StringBuilder(160).append('{');
    Json.member(head, "id", event.id().toString());
    Json.member(head.append(','), "subject", event.subject());
    Json.member(head.append(','), "time", Instant.ofEpochMilli(event.epochMillis()).toString());
    Json.member(head.append(','), "messageId", event.messageId());
    return Buffer.buffer(head.append(",\"data\":").toString())
        .appendBytes(event.json())
        .appendByte((byte) '}');
  }
}
