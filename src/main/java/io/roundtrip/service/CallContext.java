package io.roundtrip.service;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a method's code may know of the call it handles. Immutable.
 *
 * <p>Calls that the code makes inherit deadline and trace from it: on a virtual thread all of them, on an event loop those made
 * before the method returns. A chain that goes on later takes it as its second parameter and calls {@link
 * ServiceClient#within}.
 *
 * @param service its service's name
 * @param method its own name
 * @param messageId under which logs and error events speak of the call
 * @param attempt from 1
 * @param deadlineNanos when it is over, by {@link System#nanoTime}
 * @param traceparent W3C Trace Context, as it came; null if none did
 */
public record CallContext(
    String service,
    String method,
    String messageId,
    int attempt,
    long deadlineNanos,
    @Nullable String traceparent) {
  static final ScopedValue<CallContext> CURRENT = ScopedValue.newInstance();

  /** The call that this thread handles now; null if it handles none. */
  public static @Nullable CallContext current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }

  /** What is left until its deadline; zero if that has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  /** Whether its deadline has passed: nobody waits for the result any more. */
  public boolean isOver() {
    return deadlineNanos - System.nanoTime() <= 0;
  }
}
