package io.roundtrip.format;

import io.roundtrip.conf.MapRule;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.Locale;

/** How a date or time is written: by a pattern, or as HL7 v2 or FHIR write it, to the precision it has. Immutable. */
sealed interface DateForm {
  /**
   * Reads an OffsetDateTime, LocalDateTime, LocalDate, YearMonth or Year.
   *
   * @throws DateTimeException if the text is not written so
   */
  TemporalAccessor read(String text);

  /**
   * Writes what {@link #read} reads.
   *
   * @throws DateTimeException if it has not what this form needs
   */
  String write(TemporalAccessor time);

  /**
   * The form that a word or pattern of the conf names.
   *
   * @throws IllegalArgumentException if it is none
   */
  static DateForm of(String text) {
    return switch (text) {
      case MapRule.DateFormat.HL7 -> new Hl7();
      case MapRule.DateFormat.FHIR -> new Fhir(true);
      case MapRule.DateFormat.FHIR_DATE -> new Fhir(false);
      default -> new Pattern(DateTimeFormatter.ofPattern(text, Locale.ENGLISH));
    };
  }

  /** By a pattern. */
  record Pattern(DateTimeFormatter formatter) implements DateForm {
    private static final TemporalQuery<?>[] KINDS = {
      OffsetDateTime::from, LocalDateTime::from, LocalDate::from, YearMonth::from, Year::from
    };

    @Override
    public TemporalAccessor read(String text) {
      return formatter.parseBest(text, KINDS);
    }

    @Override
    public String write(TemporalAccessor time) {
      return formatter.format(time);
    }
  }

  /** {@code YYYY[MM[DD[HH[MM[SS[.S+]]]]]][+ZZZZ]}; an offset without a time is passed over. */
  record Hl7() implements DateForm {
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("uuuu");
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuuMM");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
    private static final DateTimeFormatter FRACTION =
        DateTimeFormatter.ofPattern("uuuuMMddHHmmss.SSSS");
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xx");

    @Override
    public TemporalAccessor read(String text) {
      int sign = Math.max(text.indexOf('+'), text.indexOf('-'));
      String digits = sign < 0 ? text : text.substring(0, sign);
      ZoneOffset offset = sign < 0 ? ZoneOffset.UTC : offset(text.substring(sign));
      int dot = digits.indexOf('.');
      int nanos = dot < 0 ? 0 : nanos(digits.substring(dot + 1));
      int length = dot < 0 ? digits.length() : dot;
      if (length % 2 != 0 || length < 4 || length > 14 || (dot >= 0 && length < 14)) {
        throw new DateTimeException("no HL7 time");
      }
      if (length < 10) {
        return day(digits, length);
      }
      LocalDateTime time =
          LocalDateTime.of(
              number(digits, 0, 4),
              number(digits, 4, 6),
              number(digits, 6, 8),
              number(digits, 8, 10),
              length > 10 ? number(digits, 10, 12) : 0,
              length > 12 ? number(digits, 12, 14) : 0,
              nanos);
      return sign < 0 ? time : OffsetDateTime.of(time, offset);
    }

    private static ZoneOffset offset(String text) {
      if (text.length() != 5) {
        throw new DateTimeException("no HL7 offset");
      }
      return ZoneOffset.of(text);
    }

    private static TemporalAccessor day(String digits, int length) {
      int year = number(digits, 0, 4);
      return switch (length) {
        case 4 -> Year.of(year);
        case 6 -> YearMonth.of(year, number(digits, 4, 6));
        default -> LocalDate.of(year, number(digits, 4, 6), number(digits, 6, 8));
      };
    }

    private static int nanos(String fraction) {
      if (fraction.isEmpty() || fraction.length() > 9) {
        throw new DateTimeException("no fraction of a second");
      }
      return number(fraction + "000000000", 0, 9);
    }

    private static int number(String text, int from, int to) {
      int number = 0;
      for (int i = from; i < to; i++) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          throw new DateTimeException("no digit");
        }
        number = number * 10 + digit;
      }
      return number;
    }

    @Override
    public String write(TemporalAccessor time) {
      return switch (time) {
        case OffsetDateTime it -> write(it.toLocalDateTime()) + OFFSET.format(it);
        case LocalDateTime it ->
            it.get(ChronoField.NANO_OF_SECOND) == 0 ? TIME.format(it) : FRACTION.format(it);
        case LocalDate it -> DateTimeFormatter.BASIC_ISO_DATE.format(it);
        case YearMonth it -> MONTH.format(it);
        default -> YEAR.format(time);
      };
    }
  }

  /**
   * FHIR's dateTime, or date. FHIR has no time without an offset: what has none is written as its day.
   *
   * @param withTime whether a time may stand in it
   */
  record Fhir(boolean withTime) implements DateForm {
    @Override
    public TemporalAccessor read(String text) {
      return switch (text.length()) {
        case 4 -> Year.parse(text);
        case 7 -> YearMonth.parse(text);
        case 10 -> LocalDate.parse(text);
        default -> OffsetDateTime.parse(text);
      };
    }

    @Override
    public String write(TemporalAccessor time) {
      return switch (time) {
        case OffsetDateTime it ->
            withTime
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(it)
                : it.toLocalDate().toString();
        case LocalDateTime it -> it.toLocalDate().toString();
        default -> time.toString();
      };
    }
  }
}
