package io.roundtrip.format;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** HL7 v2's time stamp, to the second and in UTC: {@code 20261120081530+0000}. Stateless. */
final class Hl7Time {
  private Hl7Time() {}

  static String format(long epochMillis) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), 0, ZoneOffset.UTC);
    long digits = time.getYear();
    digits = digits * 100 + time.getMonthValue();
    digits = digits * 100 + time.getDayOfMonth();
    digits = digits * 100 + time.getHour();
    digits = digits * 100 + time.getMinute();
    digits = digits * 100 + time.getSecond();
    return digits + "+0000";
  }
}
