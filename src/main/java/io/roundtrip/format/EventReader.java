package io.roundtrip.format;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.conf.StateConf;
import io.roundtrip.model.Format;
import io.roundtrip.model.Reason;
import io.roundtrip.net.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a message, as it came, means for its route's state: the event, and a value for each rule of the dictionary.
 * Immutable; safe to use from any thread.
 */
public final class EventReader {
  private static final int NONE = -1;

  private final @Nullable PathText eventPath;
  private final List<@Nullable PathText> valuePaths;
  private final int event;
  private final int[] slots;
  private final MessageReader reader;

  private EventReader(
      @Nullable PathText eventPath,
      List<@Nullable PathText> valuePaths,
      int event,
      int[] slots,
      MessageReader reader) {
    this.eventPath = eventPath;
    this.valuePaths = valuePaths;
    this.event = event;
    this.slots = slots;
    this.reader = reader;
  }

  /** What was read. Immutable. */
  public sealed interface Event {
    /**
     * The message can be read.
     *
     * @param event the state that it leads to; null without a machine
     * @param values one for each rule, as JSON text; null for one that is missing or not asked for
     */
    record Read(@Nullable String event, List<@Nullable String> values) implements Event {}

    /** It cannot, or has no event. */
    record Unreadable(Reason reason, String detail) implements Event {}
  }

  /** Compiles the paths for messages of the route's format; what is wrong is added to {@code errors}. */
  public static EventReader compile(RouteConf route, StateConf state, List<ConfError> errors) {
    Format format = route.format();
    Slots compiled = new Slots(format, new Problems(route.id(), errors));
    PathText eventPath = state.event();
    int event = eventPath == null ? NONE : compiled.of(eventPath);
    int[] slots = new int[state.update().size()];
    List<@Nullable PathText> valuePaths = new ArrayList<>();
    for (int i = 0; i < slots.length; i++) {
      PathText from = state.update().get(i).from();
      slots[i] = from == null ? NONE : compiled.of(from);
      valuePaths.add(from);
    }
    return new EventReader(
        eventPath, valuePaths, event, slots, new MessageReader(format, compiled, false));
  }

  /** Whether a message's body is looked at. */
  public boolean parses() {
    return reader.parses();
  }

  /** The path of a rule's value as written; empty if it has none. */
  public String path(int rule) {
    PathText path = valuePaths.get(rule);
    return path == null ? "" : path.text();
  }

  /** Reads them; never throws for what a sender can send. */
  public Event read(Input input) {
    try {
      Values values = reader.read(input);
      String name = event == NONE ? null : values.text(event);
      if (name == null && eventPath != null) {
        return new Event.Unreadable(
            Reason.MISSING_VALUE, "state: event '" + eventPath.text() + "' is missing");
      }
      List<@Nullable String> read = new ArrayList<>(slots.length);
      for (int slot : slots) {
        read.add(slot == NONE ? null : json(values, slot));
      }
      return new Event.Read(name, read);
    } catch (BadMessage bad) {
      return new Event.Unreadable(bad.reason(), bad.detail());
    }
  }

  /** A JSON value stays as it is written, so that a number stays one; what is not JSON is text. */
  private static @Nullable String json(Values values, int slot) throws BadMessage {
    if (values instanceof JsonValues json && json.isTree(slot)) {
      return json.written(slot);
    }
    String text = values.text(slot);
    if (text == null) {
      return null;
    }
    return values instanceof JsonValues json && json.range(slot) != JsonValues.NONE
        ? json.written(slot)
        : Json.string(new StringBuilder(text.length() + 2), text).toString();
  }
}
