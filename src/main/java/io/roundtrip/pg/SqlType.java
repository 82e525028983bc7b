package io.roundtrip.pg;

import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A column's type, and how many values of it travel as one array. Immutable.
 *
 * @param array the array's type in SQL
 * @param cast what each element is cast to, with its {@code ::}; empty for nothing
 * @param element what the values are in Java
 */
public record SqlType(String array, String cast, Class<?> element) {
  /** {@link String}. */
  public static final SqlType TEXT = new SqlType("text[]", "", String.class);

  /** {@link String} that holds JSON; as text it is twice as fast as the driver's own JSON. */
  public static final SqlType JSONB = new SqlType("text[]", "::jsonb", String.class);

  /** {@link Integer}. */
  public static final SqlType INTEGER = new SqlType("int4[]", "", Integer.class);

  /** {@link Long}. */
  public static final SqlType BIGINT = new SqlType("int8[]", "", Long.class);

  /** {@link Boolean}. */
  public static final SqlType BOOLEAN = new SqlType("bool[]", "", Boolean.class);

  /** {@link Double}. */
  public static final SqlType DOUBLE = new SqlType("float8[]", "", Double.class);

  /** {@link java.util.UUID}. */
  public static final SqlType UUID = new SqlType("uuid[]", "", UUID.class);

  /** {@link OffsetDateTime}. */
  public static final SqlType TIMESTAMPTZ = new SqlType("timestamptz[]", "", OffsetDateTime.class);

  /** {@link LocalDate}. */
  public static final SqlType DATE = new SqlType("date[]", "", LocalDate.class);

  /** {@link Buffer}. */
  public static final SqlType BYTEA = new SqlType("bytea[]", "", Buffer.class);

  private static final Pattern TYPE_NAME =
      Pattern.compile("[a-z_][a-z0-9_]*( [a-z]+)*(\\(\\d+(, ?\\d+)?\\))?");

  /** {@link String} that the server casts to the type of that name: for what has no array of its own here. */
  public static SqlType textAs(String typeName) {
    if (!TYPE_NAME.matcher(typeName).matches()) {
      throw new IllegalArgumentException("not the name of a type: " + typeName);
    }
    return new SqlType("text[]", "::" + typeName, String.class);
  }
}
