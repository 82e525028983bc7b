package io.roundtrip.net;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What went wrong with a socket, in words for who is on call. Stateless. */
public final class SocketFault {
  /** What the native transports put before the system's own words: {@code bind(..) failed with error(-98): }. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private SocketFault() {}

  /** The exception's own words: its class says little, the system call and its number say nothing more. */
  public static String words(@Nullable Throwable failure) {
    return failure == null || failure.getMessage() == null
        ? String.valueOf(failure)
        : SYSTEM_CALL.matcher(failure.getMessage()).replaceFirst("").strip();
  }
}
