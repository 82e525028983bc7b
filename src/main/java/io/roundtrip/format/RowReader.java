package io.roundtrip.format;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.MapConf;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.MessagePath.Header;
import io.roundtrip.format.MessagePath.Whole;
import io.roundtrip.model.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the columns of a row out of a message as it is sent: after the route's map, if it has one. Immutable; safe to use from
 * any thread.
 */
public final class RowReader {
  private final List<String> columns;
  private final int[] slots;
  private final MessagePath[] paths;
  private final MessageReader parsing;
  private final boolean mustParse;

  private RowReader(List<String> columns, int[] slots, Format format, Slots compiled) {
    this.columns = columns;
    this.slots = slots;
    this.paths = compiled.paths();
    this.parsing = new MessageReader(format, compiled, false);
    this.mustParse = mustParse(paths, format);
  }

  /** JSON is text whoever reads it; HL7 says itself which characters its bytes are. */
  private static boolean mustParse(MessagePath[] paths, Format format) {
    for (MessagePath path : paths) {
      boolean plain = path instanceof Header || (path instanceof Whole && format != Format.HL7V2);
      if (!plain) {
        return true;
      }
    }
    return false;
  }

  /** What was read. Immutable. */
  public sealed interface Row {
    /**
     * One value for each column, null for none.
     *
     * @param values in the order of the columns
     */
    @SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
    record Read(@Nullable String[] values) implements Row {}

    /**
     * The message cannot be read.
     *
     * @param detail what is wrong; never a value of the message
     */
    record Unreadable(String detail) implements Row {}
  }

  /** Compiles the paths of a destination's columns; what is wrong is added to {@code errors}. */
  public static RowReader compile(
      RouteConf route,
      DestinationConf destination,
      DestinationConf.Postgres table,
      List<ConfError> errors) {
    MapConf map = route.map();
    Format format = map == null ? route.format() : map.format();
    List<ConfError> own = new ArrayList<>();
    Slots compiled = new Slots(format, new Problems(route.id(), own));
    List<String> columns = new ArrayList<>();
    int[] slots = new int[table.columns().size()];
    for (Map.Entry<String, PathText> column : table.columns().entrySet()) {
      slots[columns.size()] = compiled.of(column.getValue());
      columns.add(column.getKey());
      for (ConfError error : own) {
        String where = "destination '" + destination.id() + "': column '" + column.getKey() + "': ";
        errors.add(new ConfError(error.place(), error.route(), where + error.message()));
      }
      own.clear();
    }
    return new RowReader(List.copyOf(columns), slots, format, compiled);
  }

  /** The columns' names. */
  public List<String> columns() {
    return columns;
  }

  /** Whether the column's value is the whole message. */
  public boolean isWhole(int column) {
    return paths[slots[column]] instanceof Whole;
  }

  /**
   * Reads one row; never throws for what a sender can send.
   *
   * @param forms what each column wants; a whole message wanted as bytes is not read, and its value is null
   */
  public Row read(Input input, List<ValueForm> forms) {
    @Nullable String[] row = new @Nullable String[slots.length];
    try {
      Values values = mustParse ? parsing.read(input) : new PlainValues(paths, input);
      for (int i = 0; i < row.length; i++) {
        row[i] =
            forms.get(i) == ValueForm.BYTES && isWhole(i)
                ? null
                : value(values, slots[i], forms.get(i));
      }
      return new Row.Read(row);
    } catch (BadMessage bad) {
      return new Row.Unreadable(bad.detail());
    }
  }

  private static @Nullable String value(Values values, int slot, ValueForm form) throws BadMessage {
    if (values instanceof JsonValues json
        && json.range(slot) != JsonValues.NONE
        && (form == ValueForm.JSON || json.isTree(slot))) {
      String written = json.written(slot);
      return written.equals("null") ? null : written;
    }
    return values.text(slot);
  }
}
