package io.roundtrip.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of the schema. Immutable.
 *
 * @param version its number; scripts are applied in this order
 * @param name what it adds, in a word or two
 * @param sql one or more statements, which are one transaction
 */
public record Script(int version, String name, String sql) {
  private static final Pattern FILE = Pattern.compile("([0-9]{4})-([a-z0-9-]+)\\.sql");

  /** A script by the name of its file, {@code NNNN-name.sql}. */
  static Script of(String file, String sql) {
    Matcher parts = FILE.matcher(file);
    if (!parts.matches()) {
      throw new IllegalArgumentException("a migration is named like 0001-journal.sql, got " + file);
    }
    return new Script(Integer.parseInt(parts.group(1)), parts.group(2), sql);
  }

  /** SHA-256 of the text, so that a change of it is noticed. */
  String checksum() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public String toString() {
    return "%04d-%s".formatted(version, name);
  }
}
