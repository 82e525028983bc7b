package io.roundtrip.format;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * MSH-10 out of a message id: the same for every attempt, and as unique as 20 characters allow. Stateless.
 *
 * <p>Of a UUIDv7 it keeps the 48 bits of the time and 52 of the 74 random ones, in base 32 (Crockford's, so that ids
 * sort by time). An id that is no UUID is hashed to one first.
 */
final class ControlId {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private ControlId() {}

  static String of(String messageId) {
    UUID id = uuid(messageId);
    long random = id.getMostSignificantBits() & 0xFFF; // 12 bits behind time and version
    random = (random << 40) | ((id.getLeastSignificantBits() >>> 22) & 0xFF_FFFF_FFFFL);
    // 100 bits in 20 digits of 5: the first 9 hold 45 bits of the time, the tenth its last 3 and 2
    // random ones.
    long time = id.getMostSignificantBits() >>> 16;
    char[] digits = new char[20];
    long high = (time << 2) | (random >>> 50);
    long low = random & ((1L << 50) - 1);
    for (int i = 9; i >= 0; i--) {
      digits[i] = DIGITS.charAt((int) (high & 31));
      digits[i + 10] = DIGITS.charAt((int) (low & 31));
      high >>>= 5;
      low >>>= 5;
    }
    return new String(digits);
  }

  private static UUID uuid(String messageId) {
    if (messageId.length() == 36) {
      try {
        return UUID.fromString(messageId);
      } catch (IllegalArgumentException e) {
        // Not one: hashed below.
      }
    }
    return UUID.nameUUIDFromBytes(messageId.getBytes(StandardCharsets.UTF_8));
  }
}
