package io.roundtrip.conf;

import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a rule's date patterns. Immutable. */
final class DateReader {
  private static final Set<String> WORDS =
      Set.of(MapRule.DateFormat.HL7, MapRule.DateFormat.FHIR, MapRule.DateFormat.FHIR_DATE);

  private DateReader() {}

  static MapRule.@Nullable DateFormat read(YamlMap rule) {
    YamlMap date = rule.map("date", Section.DATE);
    if (date == null) {
      return null;
    }
    String from = pattern(date.needed("from"));
    String to = pattern(date.needed("to"));
    return from == null || to == null ? null : new MapRule.DateFormat(date.place(), from, to);
  }

  private static @Nullable String pattern(@Nullable YamlValue value) {
    String text = value == null ? null : value.word();
    if (value == null || text == null) {
      return null;
    }
    if (WORDS.contains(text)) {
      return text;
    }
    try {
      DateTimeFormatter unused = DateTimeFormatter.ofPattern(text);
      return text;
    } catch (IllegalArgumentException wrong) {
      value.error(
          "must be hl7, fhir, fhir-date, or a date pattern such as yyyy-MM-dd, got '"
              + value.written()
              + "'");
      return null;
    }
  }
}
