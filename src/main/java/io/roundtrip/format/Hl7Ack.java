package io.roundtrip.format;

import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AckCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the acknowledgement of a message: MSH turned round, MSA, and ERR where it did not go well. Stateless.
 *
 * <p>It has the delimiters, the version and the character set of the message, whose bytes it copies; all that is the
 * engine's own is ASCII, which every character set of HL7's has in it. ERR is that of the version: from 2.5 on fields of
 * their own for location, code, outcome and message id, before that one field with all of them.
 */
public final class Hl7Ack {
  private static final String VERSION = "2.5.1";
  private static final String SYSTEM = "ROUNDTRIP";
  private static final int LONGEST_TEXT = 250;

  private Hl7Ack() {}

  /**
   * The acknowledgement of a message.
   *
   * @param header the message's
   * @param outcome what is said
   * @param code how it is said
   * @param epochMillis the time it has
   */
  public static byte[] of(Hl7Header header, Outcome outcome, AckCode code, long epochMillis) {
    boolean acceptance = code == code.ofAcceptance();
    Writer out = new Writer(header);
    String version = header.version().isEmpty() ? VERSION : header.version();
    out.ascii("MSH").field(header.bytes(2));
    for (int field : new int[] {5, 6, 3, 4}) { // who received it sends, who sent it receives
      out.field(header.bytes(field));
    }
    out.field(Hl7Time.format(epochMillis)).field("");
    out.raw(type(header, version, (char) header.component()), true);
    out.field(controlId(outcome.messageId(), acceptance));
    out.field(header.bytes(11).length == 0 ? ascii("P") : header.bytes(11));
    out.field(header.bytes(12).length == 0 ? ascii(VERSION) : header.bytes(12));
    if (header.namesCharset()) {
      out.field("").field("").field("").field("").field(header.bytes(17)).field(header.bytes(18));
    }
    out.end();
    String said = outcome.kind().text();
    out.ascii("MSA").field(code.name()).field(header.bytes(10));
    out.field(said + " " + outcome.messageId()).end();
    if (!code.isPositive()) {
      error(out, header, outcome, version);
    }
    return out.bytes();
  }

  /** Not that of the acknowledgement which said that the message is held. */
  private static String controlId(String messageId, boolean acceptance) {
    return ControlId.of(acceptance ? messageId + " accept" : messageId);
  }

  /** {@code ACK^R01^ACK}: the third component came with 2.3.1, the second with 2.3. */
  private static String type(Hl7Header header, String version, char component) {
    String trigger = plain(header.trigger());
    if (trigger.isEmpty() || isBefore(version, 2, 3, 0)) {
      return "ACK";
    }
    String type = "ACK" + component + trigger;
    return isBefore(version, 2, 3, 1) ? type : type + component + "ACK";
  }

  private static void error(Writer out, Hl7Header header, Outcome outcome, String version) {
    Reason reason = outcome.reason();
    String what = reason == null ? outcome.kind().text() : reason.code();
    ErrorCode code = ErrorCode.of(reason);
    String location = location(header, outcome);
    char part = (char) header.component();
    out.ascii("ERR");
    if (isBefore(version, 2, 5, 0)) {
      // ELD: segment, its place, field, and a code with its text and table.
      char below = out.subcomponent();
      String place = location.isEmpty() ? "" + part + part : location.replace('^', part);
      String text = what + " " + outcome.kind().text() + " " + outcome.messageId();
      out.raw(place + part + code.number + below + out.escaped(text) + below + "HL70357", true);
      out.end();
      return;
    }
    out.field("").raw(location.replace('^', part), true);
    out.raw(code.number + part + out.escaped(code.text) + part + "HL70357", true);
    out.field("E");
    out.raw(out.escaped(what) + part + out.escaped(outcome.kind().text()) + part + SYSTEM, true);
    out.field(outcome.messageId());
    out.field("outcome=" + outcome.kind().text() + " messageId=" + outcome.messageId());
    out.field(shortened(outcome.detail())).end();
  }

  /** Where the message is at fault, as far as the engine says so by a field: {@code MSH^1^10}; else empty. */
  private static String location(Hl7Header header, Outcome outcome) {
    Reason reason = outcome.reason();
    if (reason == null || !reason.isSendersFault()) {
      return "";
    }
    if (header.controlId().isEmpty()) {
      return "MSH^1^10";
    }
    return outcome.detail().startsWith("MSH-18") ? "MSH^1^18" : "";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  /** A version that cannot be read counts as a new one. */
  private static boolean isBefore(String version, int... than) {
    String[] parts = version.split("\\.", -1);
    for (int i = 0; i < than.length; i++) {
      String digits = i < parts.length ? parts[i] : "0";
      if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(Hl7Ack::isDigit)) {
        return false;
      }
      int number = Integer.parseInt(digits);
      if (number != than[i]) {
        return number < than[i];
      }
    }
    return false;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** What came as one word goes back as it is; anything else is not repeated. */
  private static String plain(String word) {
    return word.chars().allMatch(c -> isDigit(c) || (c >= 'A' && c <= 'Z')) ? word : "";
  }

  /**
   * A system's own acknowledgement for the message that came: with our code and its control id.
   *
   * @return null if it cannot be one for this message: it is none, or has other delimiters
   */
  public static byte @Nullable [] passOn(byte[] answer, Hl7Header header, AckCode code) {
    Hl7Header its = Hl7Header.read(answer);
    if (its == null
        || its.separator() != header.separator()
        || !Arrays.equals(its.bytes(2), header.bytes(2))) {
      return null;
    }
    int msa = AckReader.findMsa(answer, its.separator());
    if (msa < 0) {
      return null;
    }
    int second = AckReader.fieldEnd(answer, its.separator(), msa + 4);
    if (second == answer.length || answer[second] != its.separator()) {
      return null;
    }
    int rest = AckReader.fieldEnd(answer, its.separator(), second + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream(answer.length + 32);
    out.write(answer, 0, msa + 4);
    out.writeBytes(ascii(code.name()));
    out.write(its.separator());
    out.writeBytes(header.bytes(10));
    out.write(answer, rest, answer.length - rest);
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** HL7's table 0357, as far as it has something to say here. */
  private enum ErrorCode {
    MISSING("101", "Required field missing"),
    DATA_TYPE("102", "Data type error"),
    DUPLICATE("205", "Duplicate key identifier"),
    LOCKED("206", "Application record locked"),
    INTERNAL("207", "Application internal error");

    private final String number;
    private final String text;

    ErrorCode(String number, String text) {
      this.number = number;
      this.text = text;
    }

    static ErrorCode of(@Nullable Reason reason) {
      return switch (reason) {
        case MISSING_VALUE -> MISSING;
        case MALFORMED, TOO_LARGE, MEDIA_TYPE, BODY_TIMEOUT -> DATA_TYPE;
        case KEY_REUSED -> DUPLICATE;
        case STATE_CONFLICT -> LOCKED;
        case null, default -> INTERNAL;
      };
    }
  }

  /** Writes segments with a message's delimiters. Confined to one acknowledgement. */
  private static final class Writer {
    // These three switch character sets.
    private static final byte SHIFT_OUT = 0x0e;
    private static final byte SHIFT_IN = 0x0f;
    private static final byte ESCAPE = 0x1b;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final byte separator;
    private final byte[] encoding;

    Writer(Hl7Header header) {
      this.separator = header.separator();
      this.encoding = header.bytes(2);
    }

    /** The name of a segment. */
    Writer ascii(String name) {
      out.writeBytes(Hl7Ack.ascii(name));
      return this;
    }

    /** A field as it stood in the message, but for control characters that could end the frame. */
    Writer field(byte[] bytes) {
      out.write(separator);
      for (byte b : bytes) {
        out.write(isFrameable(b) ? b : '?');
      }
      return this;
    }

    private static boolean isFrameable(byte b) {
      return b < 0 || b >= ' ' || b == '\t' || b == SHIFT_OUT || b == SHIFT_IN || b == ESCAPE;
    }

    /** A field of the engine's own. */
    Writer field(String text) {
      return raw(text, false);
    }

    /** A field of the engine's own, whose delimiters are delimiters if it is {@code built}. */
    Writer raw(String text, boolean built) {
      return field(Hl7Ack.ascii(built ? text : escaped(text)));
    }

    void end() {
      out.write('\r');
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    /** The fourth of MSH-2, between subcomponents. */
    char subcomponent() {
      return encoding.length > 3 ? (char) encoding[3] : '&';
    }

    /** Text that cannot leave its place: what would be a delimiter, or is no plain ASCII, becomes a question mark or an escape. */
    String escaped(String text) {
      StringBuilder safe = new StringBuilder(text.length() + 8);
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        int delimiter = c == separator ? 0 : 1 + indexOfEncoding(c);
        if (delimiter > 4 || (delimiter > 0 && encoding.length < 3)) {
          safe.append('?');
        } else if (c == separator || delimiter > 0) {
          char escape = (char) encoding[2];
          safe.append(escape).append("FSRET".charAt(delimiter)).append(escape);
        } else {
          safe.append(c < ' ' || c > '~' ? '?' : c);
        }
      }
      return safe.toString();
    }

    private int indexOfEncoding(char c) {
      for (int i = 0; i < encoding.length; i++) {
        if (encoding[i] == c) {
          return i;
        }
      }
      return -1;
    }
  }
}
