package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.roundtrip.format.MessagePath.Hl7Path;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of the real messages reads as HAPI reads it, whatever delimiters they come with, and nothing is lost. */
final class HapiOracleTest {
  static List<Path> messages() throws Exception {
    return RealMessagesTest.hl7Messages();
  }

  private static String text(Path file) throws Exception {
    return Files.readString(file).replace("\uFEFF", "").strip();
  }

  private static Hl7Message parse(String text) throws BadMessage {
    return Hl7Message.parse(TestRoute.input(text.getBytes(UTF_8), ""));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyFieldReadsAsHapiReadsIt(Path file) throws Exception {
    Map<String, String> expected = hapi(text(file));
    assertTrue(expected.size() > 30, () -> file + " has only " + expected.size() + " values");
    assertEquals(expected, leaves(parse(text(file))));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void otherDelimitersChangeNothing(Path file) throws Exception {
    String other = translated(text(file));
    assertTrue(other.startsWith("MSH!@#%$"), other);
    Map<String, String> expected = leaves(parse(text(file)));
    Map<String, String> actual = leaves(parse(other));
    expected.remove("0 MSH-1(1).1.1");
    expected.remove("0 MSH-2(1).1.1");
    assertEquals("!", actual.remove("0 MSH-1(1).1.1"));
    assertEquals("@#%$", actual.remove("0 MSH-2(1).1.1"));
    assertEquals(expected, actual);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void decodedAndEncodedAgainItIsTheSameText(Path file) throws Exception {
    Hl7Message message = parse(text(file));
    List<String> segments = new ArrayList<>();
    for (String line : text(file).split("[\r\n]+", -1)) {
      String name = line.substring(0, 3);
      int number = segments.size();
      StringBuilder out = new StringBuilder(name);
      int first = 1;
      if (name.equals("MSH")) {
        out.append("|^~\\&");
        first = 3;
      }
      for (int field = first; message.field(number, field) != Hl7Message.NONE; field++) {
        out.append('|').append(encoded(message, message.field(number, field), 0));
      }
      segments.add(out.toString());
    }
    assertEquals(message.segments(), segments.size());
    assertEquals(
        Arrays.asList(text(file).split("[\r\n]+", -1)), segments, "but for the segments' ends");
  }

  private static String encoded(Hl7Message message, long range, int level) {
    if (level == 3) {
      String text = message.text();
      int from = Hl7Message.start(range);
      int to = Hl7Message.end(range);
      String leaf = Hl7Escapes.decode(text, from, to, message.delimiters(), message.charset());
      return leaf.equals("\"\"") ? leaf : Hl7Escapes.encode(leaf);
    }
    char delimiter = "~^&".charAt(level);
    StringBuilder out = new StringBuilder();
    for (int i = 1; message.piece(range, delimiter, i) != Hl7Message.NONE; i++) {
      out.append(i == 1 ? "" : String.valueOf(delimiter));
      out.append(encoded(message, message.piece(range, delimiter, i), level + 1));
    }
    return out.toString();
  }

  /** The same message with other delimiters: a delimiter of the new ones that was data is escaped. */
  private static String translated(String text) {
    StringBuilder out = new StringBuilder();
    int at = text.indexOf("MSH|^~\\&") + 8;
    out.append("MSH!@#%$");
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      int old = "|^~\\&".indexOf(c);
      int own = "!@#%$".indexOf(c);
      int letter = text.startsWith("\\", at + 2) ? "FSRET".indexOf(text.charAt(at + 1)) : -1;
      if (c == '\\' && letter >= 0) {
        out.append("|^~\\&".charAt(letter)); // is no delimiter any more
        at += 2;
      } else if (old >= 0) {
        out.append("!@#%$".charAt(old));
      } else if (own >= 0) {
        out.append('%').append("FSRET".charAt(own)).append('%');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** What we read, by places that every value has: segment, field, repetition, component, subcomponent. */
  private static Map<String, String> leaves(Hl7Message message) {
    Map<String, String> all = new TreeMap<>();
    for (int segment = 0; segment < message.segments(); segment++) {
      long start = message.field(segment, 3);
      String name = nameOf(message, segment);
      for (int field = 1; message.field(segment, field) != Hl7Message.NONE; field++) {
        if (name.equals("MSH") && field < 3) {
          long range = message.field(segment, field);
          String text = message.text().substring(Hl7Message.start(range), Hl7Message.end(range));
          all.put("0 MSH-" + field + "(1).1.1", text);
          continue;
        }
        collect(message, message.field(segment, field), 0, segment + " " + name + "-" + field, all);
      }
      assertTrue(start != 0);
    }
    return all;
  }

  private static String nameOf(Hl7Message message, int segment) {
    long range = message.field(segment, 1);
    int end = range == Hl7Message.NONE ? message.text().length() : Hl7Message.start(range);
    int start = message.text().lastIndexOf('\n', end - 1) + 1;
    return message.text().substring(start, start + 3);
  }

  private static void collect(
      Hl7Message message, long range, int level, String place, Map<String, String> all) {
    Hl7Delimiters d = message.delimiters();
    if (level == 3) {
      int from = Hl7Message.start(range);
      int to = Hl7Message.end(range);
      String leaf = Hl7Escapes.decode(message.text(), from, to, d, message.charset());
      if (!leaf.isEmpty()) {
        all.put(place, leaf);
      }
      return;
    }
    char delimiter = level == 0 ? d.repetition() : level == 1 ? d.component() : d.subcomponent();
    for (int i = 1; message.piece(range, delimiter, i) != Hl7Message.NONE; i++) {
      String part = level == 0 ? "(" + i + ")" : "." + i;
      collect(message, message.piece(range, delimiter, i), level + 1, place + part, all);
    }
  }

  private static Map<String, String> hapi(String text) throws Exception {
    Map<String, String> all = new TreeMap<>();
    try (HapiContext context = new DefaultHapiContext()) {
      context.setModelClassFactory(new GenericModelClassFactory());
      context.setValidationContext(ValidationContextFactory.noValidation());
      Message message = context.getPipeParser().parse(text.replace('\n', '\r'));
      int number = 0;
      for (String name : message.getNames()) {
        for (Structure structure : message.getAll(name)) {
          segment((Segment) structure, number++, all);
        }
      }
    }
    return all;
  }

  private static void segment(Segment segment, int number, Map<String, String> all)
      throws HL7Exception {
    for (int field = 1; field <= segment.numFields(); field++) {
      Type[] repetitions = segment.getField(field);
      for (int r = 0; r < repetitions.length; r++) {
        for (int c = 1; c <= Terser.numComponents(repetitions[r]); c++) {
          for (int s = 1; s <= Terser.numSubComponents(repetitions[r], c); s++) {
            String value = Terser.get(segment, field, r, c, s);
            if (value != null && !value.isEmpty()) {
              String place = "(" + (r + 1) + ")." + c + "." + s;
              all.put(number + " " + segment.getName() + "-" + field + place, value);
            }
          }
        }
      }
    }
  }

  @Test
  void anExplicitNullIsNotEmpty() throws Exception {
    String text = "MSH|^~\\&|a||b||||ADT^A08|1|P|2.5\rPID|1||\"\"|||x^\"\"^";
    assertEquals(hapi(text), leaves(parse(text.replace('\r', '\n'))));
    Hl7Path path = Hl7PathParser.target("PID-3");
    assertEquals(1, path == null ? 0 : path.depth());
  }
}
