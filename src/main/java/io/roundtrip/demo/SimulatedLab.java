package io.roundtrip.demo;

import io.roundtrip.demo.SimulatedSystem.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A laboratory's system: takes HL7 v2 orders on {@code /orders} and answers each with an acknowledgement, and books
 * copies of claims on {@code /claims}. Immutable.
 */
final class SimulatedLab implements SimulatedSystem.Desk {
  @Override
  public Reply receive(String path, String body) {
    return switch (path) {
      case "/orders" -> order(body);
      case "/claims" -> new Reply(200, "application/json", "{\"status\":\"booked\"}");
      default -> new Reply(404, "text/plain", "nothing here");
    };
  }

  private static Reply order(String message) {
    Map<String, String[]> segments = segments(message);
    String fault = fault(message, segments);
    return fault.isEmpty()
        ? acknowledge(200, "AA", segments, "")
        : acknowledge(400, "AR", segments, fault);
  }

  /** What keeps the lab from working on the order; empty if nothing does. */
  private static String fault(String message, Map<String, String[]> segments) {
    if (!message.startsWith("MSH|^~\\&|")) {
      return "no MSH with the standard encoding characters";
    }
    if (message.indexOf('\n') >= 0) {
      return "segments must end with CR";
    }
    // MSH-1 is the separator itself: MSH-9 is the ninth after a split, PID-3 the fourth.
    if (!field(segments, "MSH", 8).equals("ORM^O01")) {
      return "MSH-9 must be ORM^O01";
    }
    if (field(segments, "MSH", 9).isEmpty()) {
      return "MSH-10 must have a control id";
    }
    if (field(segments, "PID", 3).isEmpty()) {
      return "PID-3 must name the patient";
    }
    if (!field(segments, "ORC", 1).equals("NW") || field(segments, "ORC", 2).isEmpty()) {
      return "ORC must be a new order (NW) with the placer's number";
    }
    return field(segments, "OBR", 4).isEmpty() ? "OBR-4 must name the test" : "";
  }

  private static Reply acknowledge(
      int status, String code, Map<String, String[]> segments, String text) {
    String control = field(segments, "MSH", 9);
    return new Reply(
        status,
        "application/hl7-v2; charset=utf-8",
        "MSH|^~\\&|LAB||EHR||20260101000000||ACK^O01|LAB"
            + control
            + "|P|2.5.1\rMSA|"
            + code
            + "|"
            + control
            + (text.isEmpty() ? "" : "|" + text)
            + "\r");
  }

  private static Map<String, String[]> segments(String message) {
    Map<String, String[]> first = new LinkedHashMap<>();
    for (String segment : message.split("\r", -1)) {
      String[] fields = segment.split("\\|", -1);
      first.putIfAbsent(fields[0], fields);
    }
    return first;
  }

  private static String field(Map<String, String[]> segments, String segment, int index) {
    String[] fields = segments.get(segment);
    return fields == null || fields.length <= index ? "" : fields[index];
  }
}
