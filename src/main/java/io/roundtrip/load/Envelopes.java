package io.roundtrip.load;

import io.roundtrip.model.Format;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A template for messages of a format, with the key where a route reads it. Immutable. What a route's filter or map needs
 * beyond that it does not have.
 */
public final class Envelopes {
  private static final String HEADER = "header:";
  private static final Pattern PATIENT = Pattern.compile("PID-3(\\.1)?");
  private static final Pattern INDEX = Pattern.compile("[0-9]+");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:-]+");

  private Envelopes() {}

  /**
   * The template, for {@link Payloads#of}.
   *
   * @param key the route's key as its conf has it; null if it has none
   * @throws IllegalArgumentException if no message is known that has a key there
   */
  public static byte[] of(Format format, @Nullable String key) {
    String inBody = key == null || key.startsWith(HEADER) ? null : key;
    String text =
        switch (format) {
          case JSON -> json(inBody == null ? "/key" : inBody);
          case FHIR -> fhir(inBody);
          case HL7V2 -> hl7(inBody == null ? "PID-3" : inBody);
          case TEXT, BYTES -> "{{sequence}} {{key}} {{fill}}";
        };
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The name of the header that the key is read from; null if it is read from the body. */
  public static @Nullable String keyHeader(@Nullable String key) {
    return key != null && key.startsWith(HEADER) ? key.substring(HEADER.length()) : null;
  }

  private static String json(String pointer) {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    String[] steps = pointer.split("/", -1);
    for (int i = 1; i < steps.length; i++) {
      String step = steps[i];
      boolean isIndex = INDEX.matcher(step).matches();
      boolean cannotStand = isIndex ? !step.equals("0") || i == 1 : !PLAIN.matcher(step).matches();
      if (cannotStand || (i == 1 && (step.equals("sequence") || step.equals("fill")))) {
        throw unknown(pointer);
      }
      if (isIndex) {
        before.append('[');
        after.insert(0, ']');
      } else {
        before.append("{\"").append(step).append("\":");
        after.insert(0, i == 1 ? "" : "}");
      }
    }
    return before + "\"{{key}}\"" + after + ",\"sequence\":{{sequence}},\"fill\":\"{{fill}}\"}";
  }

  /** A resource without required elements: a patient, whose id is the key. */
  private static String fhir(@Nullable String path) {
    if (path == null || path.equals("/id")) {
      return "{\"resourceType\":\"Patient\",\"id\":\"{{key}}\",\"identifier\":[{\"value\":\"{{sequence}}\"}],"
                 + "\"name\":[{\"text\":\"{{fill}}\"}]}";
    }
    throw unknown(path);
  }

  private static String hl7(String path) {
    Matcher patient = PATIENT.matcher(path);
    if (!patient.matches()) {
      throw unknown(path);
    }
    return "MSH|^~\\&|ROUNDTRIP|LOAD|||20260101000000||ORU^R01|{{sequence}}|T|2.5.1\r"
        + "PID|1||{{key}}\r"
        + "OBX|1|ST|LOAD||{{fill}}||||||F\r";
  }

  private static IllegalArgumentException unknown(String path) {
    return new IllegalArgumentException(
        "no message is made up that has the route's key at "
            + path
            + ": give one by --body FILE, with {{key}} there");
  }
}
