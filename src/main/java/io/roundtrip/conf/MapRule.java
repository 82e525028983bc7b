package io.roundtrip.conf;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a map, as written. Exactly one of {@code value}, {@code from} and {@code concat} is given; the steps run
 * in the order regex, date, lookup, default, split. Immutable.
 *
 * @param place where the rule stands
 * @param to the targets: one, or as many as {@code split} has parts to give
 * @param value a constant text
 * @param from the path that the value is taken from
 * @param concat the paths whose values are joined, missing ones left out; empty if not given
 * @param separator stands between the values of {@code concat}
 * @param regex a replacement, null if none
 * @param date a change of date format, null if none
 * @param lookup a table of values, null if none; a value that is not in it counts as missing
 * @param defaultValue used where the value is missing, null if none
 * @param split the text at which the value is cut into the parts for {@code to}, null if none
 * @param as what the value is written as; anything but a text in JSON alone
 * @param required whether a missing value refuses the message
 * @param when what must hold of the message for the rule to count; null for nothing
 */
public record MapRule(
    Place place,
    List<PathText> to,
    @Nullable String value,
    @Nullable PathText from,
    List<PathText> concat,
    String separator,
    @Nullable Regex regex,
    @Nullable DateFormat date,
    @Nullable Map<String, String> lookup,
    @Nullable String defaultValue,
    @Nullable String split,
    As as,
    boolean required,
    @Nullable Condition when)
    implements MapItem {

  /** A regular expression and its replacement ({@code $1} for groups); a value it does not match stays as it is. */
  public record Regex(Place place, String match, String replace) {}

  /** Date patterns of {@link java.time.format.DateTimeFormatter}, or one of the words. */
  public record DateFormat(Place place, String from, String to) {
    /** As HL7 v2 writes dates and times, to the precision they have. */
    public static final String HL7 = "hl7";

    /** As FHIR writes its dateTime. */
    public static final String FHIR = "fhir";

    /** As FHIR writes its date. */
    public static final String FHIR_DATE = "fhir-date";
  }

  /** What a text of the message is written as in JSON. */
  public enum As {
    /** A string. */
    TEXT,
    /** A number. */
    NUMBER,
    /** {@code true} or {@code false}. */
    BOOLEAN
  }
}
