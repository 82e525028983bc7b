package io.roundtrip.format;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.MessagePath.Pointer;
import io.roundtrip.model.Format;
import io.roundtrip.model.Reason;
import java.util.List;

/**
 * Reads one value of a message, such as a route's key. Immutable; safe to use from any thread.
 *
 * <p>JSON is read up to the value and no further: what follows is not checked, and of members with the same name the
 * first one counts.
 */
public final class KeyReader {
  private final String name;
  private final MessagePath[] paths;
  private final MessageReader reader;

  private KeyReader(String name, MessagePath[] paths, MessageReader reader) {
    this.name = name;
    this.paths = paths;
    this.reader = reader;
  }

  /** What was read. Immutable. */
  public sealed interface Key {
    /** The value as text, not empty. */
    record Found(String value) implements Key {}

    /** There is none, or the message cannot be parsed. */
    record Missing(Reason reason, String detail) implements Key {}
  }

  /** Compiles the path for messages of the route's format; what is wrong is added to {@code errors}. */
  public static KeyReader compile(RouteConf route, PathText path, List<ConfError> errors) {
    Format format = route.format();
    Slots slots = new Slots(format, new Problems(route.id(), errors));
    slots.of(path);
    return new KeyReader(path.text(), slots.paths(), new MessageReader(format, slots, false));
  }

  /** Whether a message's body is looked at. */
  public boolean parses() {
    return reader.parses();
  }

  /** Reads the value; never throws for what a sender can send. */
  public Key read(Input input) {
    try {
      Values values =
          paths[0] instanceof Pointer pointer
              ? JsonReader.readFirst(paths, pointer, input)
              : reader.read(input);
      String text = values.text(0);
      if (text != null) {
        return new Key.Found(text);
      }
      return new Key.Missing(
          Reason.MISSING_VALUE,
          "key '"
              + name
              + (values.isTree(0) ? "' is an object or an array, not a text" : "' is missing"));
    } catch (BadMessage bad) {
      return new Key.Missing(bad.reason(), bad.detail());
    }
  }
}
