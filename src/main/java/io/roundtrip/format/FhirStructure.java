package io.roundtrip.format;

import java.util.List;
import java.util.Map;

/**
 * Checks what FHIR R4 asks of every message: that it is a resource, and that the resources that Roundtrip knows have the
 * elements without which they are none. Stateless.
 *
 * <p>Types, value sets and profiles are not checked, and neither are resources that it does not know. Errors name
 * places, never values.
 */
final class FhirStructure {
  /** Required elements; {@code x|y} is one of several. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "Bundle", List.of("type"),
          "MessageHeader", List.of("eventCoding|eventUri", "source"),
          "Encounter", List.of("status", "class"),
          "ServiceRequest", List.of("status", "intent", "subject"),
          "DiagnosticReport", List.of("status", "code"),
          "Observation", List.of("status", "code"),
          "OperationOutcome", List.of("issue"));

  private FhirStructure() {}

  /**
   * Checks a message.
   *
   * @param subject what the error begins with
   */
  static void check(JsonOutline outline, String subject) throws BadMessage {
    new Check(outline, subject).resource(0, "the message");
  }

  private record Check(JsonOutline outline, String subject) {
    private void resource(int node, String where) throws BadMessage {
      if (!outline.isObject(node)) {
        throw wrong(where + " is no FHIR resource: expected an object with resourceType");
      }
      String type = outline.text(outline.member(node, "resourceType"));
      if (type == null) {
        throw wrong(where + " has no resourceType, which every FHIR resource has");
      }
      List<String> required = REQUIRED.get(type);
      if (required != null) {
        for (String element : required) {
          require(node, element, where, type);
        }
      }
      if (type.equals("Bundle")) {
        entries(node, where);
      }
      contained(node, where);
    }

    private void require(int node, String elements, String where, String type) throws BadMessage {
      for (String element : elements.split("\\|", -1)) {
        int value = outline.member(node, element);
        // A primitive may have an extension in place of a value, which says why there is none.
        int extension = outline.member(node, "_" + element);
        if ((value != JsonOutline.NONE && !outline.isEmpty(value))
            || (extension != JsonOutline.NONE && !outline.isEmpty(extension))) {
          return;
        }
      }
      throw wrong(
          where
              + ": "
              + type
              + "."
              + elements.replace("|", " or ")
              + " is missing, FHIR R4 requires it");
    }

    private void contained(int node, String where) throws BadMessage {
      int contained = outline.member(node, "contained");
      if (outline.isArray(contained)) {
        int number = 0;
        int end = outline.next(contained);
        for (int each = contained + 1; each < end; each = outline.next(each)) {
          resource(each, within(where) + "contained[" + number++ + "]");
        }
      }
    }

    private void entries(int bundle, String where) throws BadMessage {
      int entries = outline.member(bundle, "entry");
      String type = outline.text(outline.member(bundle, "type"));
      boolean isAsked = "transaction".equals(type) || "batch".equals(type);
      if (entries != JsonOutline.NONE && !outline.isArray(entries)) {
        throw wrong(where + ": Bundle.entry is no array");
      }
      int number = 0;
      int end = entries == JsonOutline.NONE ? 0 : outline.next(entries);
      for (int entry = entries + 1; entry < end; entry = outline.next(entry)) {
        String place = within(where) + "entry[" + number + "]";
        int resource = outline.member(entry, "resource");
        if (resource != JsonOutline.NONE) {
          resource(resource, place + ".resource");
        }
        if (isAsked) {
          int request = outline.member(entry, "request");
          require(request, "method", place, "Bundle.entry.request");
          require(request, "url", place, "Bundle.entry.request");
        }
        number++;
      }
      if ("message".equals(type)) {
        int first = end > entries + 1 ? outline.member(entries + 1, "resource") : JsonOutline.NONE;
        if (!"MessageHeader".equals(outline.text(outline.member(first, "resourceType")))) {
          throw wrong(where + ": the first entry of a Bundle of type message is no MessageHeader");
        }
      }
    }

    private static String within(String where) {
      return where.equals("the message") ? "" : where + ".";
    }

    private BadMessage wrong(String what) {
      return BadMessage.missing(subject + what);
    }
  }
}
