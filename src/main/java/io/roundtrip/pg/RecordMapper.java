package io.roundtrip.pg;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of a row by the names of its components: {@code messageId} is the column {@code message_id}. Immutable.
 *
 * <p>A component's type is one that the driver has for the column, a primitive (never NULL), an {@link Instant} of a {@code
 * timestamptz}, a {@code byte[]} of a {@code bytea}, or an enum of a text that names its constant in any case.
 *
 * @param <R> the record
 */
public final class RecordMapper<R extends Record> implements Function<Row, R> {
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          int.class, Integer.class,
          long.class, Long.class,
          short.class, Short.class,
          boolean.class, Boolean.class,
          double.class, Double.class,
          float.class, Float.class);

  private final Class<R> type;
  private final RecordComponent[] components;
  private final String[] columns;
  private final MethodHandle constructor;

  private RecordMapper(Class<R> type, MethodHandle constructor) {
    this.type = type;
    this.components = type.getRecordComponents();
    this.constructor = constructor;
    this.columns = new String[components.length];
    for (int i = 0; i < components.length; i++) {
      columns[i] = column(components[i].getName());
    }
  }

  /**
   * A mapper to the record, which is public or visible to the lookup.
   *
   * @param lookup {@code MethodHandles.lookup()} of who calls
   */
  public static <R extends Record> RecordMapper<R> of(MethodHandles.Lookup lookup, Class<R> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      return new RecordMapper<>(
          type, lookup.unreflectConstructor(type.getDeclaredConstructor(types)));
    } catch (NoSuchMethodException | IllegalAccessException hidden) {
      throw new IllegalArgumentException("record " + type.getName() + " is not visible", hidden);
    }
  }

  @Override
  public R apply(Row row) {
    @Nullable Object[] values = new @Nullable Object[columns.length];
    for (int i = 0; i < columns.length; i++) {
      int at = row.getColumnIndex(columns[i]);
      if (at < 0) {
        throw wrong(i, "the row has no column " + columns[i]);
      }
      values[i] = value(row, at, i);
    }
    try {
      return type.cast(constructor.invokeWithArguments(values));
    } catch (RuntimeException | Error refused) {
      throw refused;
    } catch (Throwable checked) {
      throw new IllegalStateException(checked);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an enum by its class
  private @Nullable Object value(Row row, int at, int component) {
    Class<?> wanted = components[component].getType();
    try {
      if (wanted.isPrimitive()) {
        Object value = row.get(box(wanted), at);
        if (value == null) {
          throw wrong(component, "column " + columns[component] + " is NULL");
        }
        return value;
      } else if (wanted == Instant.class) {
        OffsetDateTime value = row.getOffsetDateTime(at);
        return value == null ? null : value.toInstant();
      } else if (wanted == byte[].class) {
        Buffer value = row.getBuffer(at);
        return value == null ? null : value.getBytes();
      } else if (wanted.isEnum()) {
        String value = row.getString(at);
        return value == null
            ? null
            : Enum.valueOf((Class) wanted, value.toUpperCase(Locale.ROOT).replace('-', '_'));
      }
      return row.get(wanted, at);
    } catch (ClassCastException | UnsupportedOperationException other) {
      throw wrong(component, "column " + columns[component] + " is of another type");
    }
  }

  private static Class<?> box(Class<?> primitive) {
    Class<?> box = BOXES.get(primitive);
    if (box == null) {
      throw new UnsupportedOperationException(primitive.getName());
    }
    return box;
  }

  private IllegalArgumentException wrong(int component, String what) {
    return new IllegalArgumentException(
        "record "
            + type.getSimpleName()
            + ": component "
            + components[component].getName()
            + ": "
            + what);
  }

  private static String column(String component) {
    StringBuilder column = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        column.append('_').append(Character.toLowerCase(c));
      } else {
        column.append(c);
      }
    }
    return column.toString();
  }
}
