package io.roundtrip.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Real messages, damaged by a seed: the same seed makes the same messages. Confined to one thread. */
final class Mutations {
  private static final String[] HL7_TOKENS = {
    "|",
    "^",
    "~",
    "\\",
    "&",
    "\r",
    "\n",
    "\r\n",
    "MSH|^~\\&|",
    "MSH",
    "\"\"",
    "\\F\\",
    "\\X0D\\",
    "\\XFF\\",
    "\\.br\\",
    "OBX|",
    "OBR|1|",
    "\rOBX|1|NM|a||1\r",
    "\rZZZ|\r",
    "\uFEFF",
    "\u0000",
    "||||||||||||||||",
    "~~~~~~~~",
    "UNICODE UTF-16"
  };
  private static final String[] JSON_TOKENS = {
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "1e999",
    "-",
    "\uFEFF",
    "\u0000",
    "\"reference\":\"#a\"",
    "\"resourceType\":\"Patient\"",
    "\"entry\":[{}]",
    "[[[[[[[[",
    "\"contained\":[]"
  };

  private final Random random;
  private final List<byte[]> originals;
  private final String[] tokens;

  private Mutations(Random random, List<byte[]> originals, String[] tokens) {
    this.random = random;
    this.originals = originals;
    this.tokens = tokens;
  }

  static Mutations hl7(long seed) throws IOException {
    return new Mutations(new Random(seed), read("hl7v2"), HL7_TOKENS);
  }

  static Mutations fhir(long seed) throws IOException {
    return new Mutations(new Random(seed), read("fhir"), JSON_TOKENS);
  }

  private static List<byte[]> read(String folder) throws IOException {
    List<byte[]> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/messages", folder))) {
      for (Path file : files.sorted().toList()) {
        all.add(Files.readAllBytes(file));
      }
    }
    return all;
  }

  /** The next message, seldom an undamaged one. */
  byte[] next() {
    byte[] message = one();
    int changes = random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      message = changed(message);
    }
    return message;
  }

  private byte[] one() {
    return originals.get(random.nextInt(originals.size()));
  }

  private byte[] changed(byte[] message) {
    if (message.length == 0) {
      return token();
    }
    // Half of all changes are near the beginning, where a message says what it is.
    int at = random.nextInt(random.nextBoolean() ? Math.min(64, message.length) : message.length);
    int length = random.nextInt(1 + Math.min(random.nextInt(400) + 1, message.length - at));
    return switch (random.nextInt(8)) {
      case 0 -> {
        byte[] flipped = message.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 1 -> {
        byte[] set = message.clone();
        set[at] = (byte) random.nextInt(256);
        yield set;
      }
      case 2 -> replaced(message, at, 0, token());
      case 3 -> replaced(message, at, 1, token());
      case 4 -> replaced(message, at, length, new byte[0]);
      case 5 -> replaced(message, at, 0, Arrays.copyOfRange(message, at, at + length));
      case 6 -> spliced(message, at);
      default -> repeated(message, at, Math.min(length, 60));
    };
  }

  private byte[] token() {
    return tokens[random.nextInt(tokens.length)].getBytes(StandardCharsets.UTF_8);
  }

  /** Its beginning with another's end. */
  private byte[] spliced(byte[] message, int at) {
    byte[] other = one();
    byte[] end = Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
    return replaced(message, at, message.length - at, end);
  }

  /** A part many times over, so that eachs and groups have much to do. */
  private byte[] repeated(byte[] message, int at, int length) {
    byte[] part = Arrays.copyOfRange(message, at, at + length);
    int times = random.nextInt(50) == 0 ? 2_000 : random.nextInt(20);
    byte[] all = new byte[part.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(part, 0, all, i * part.length, part.length);
    }
    return message.length + all.length > 300_000 ? message : replaced(message, at, 0, all);
  }

  private static byte[] replaced(byte[] message, int at, int length, byte[] with) {
    byte[] made = new byte[message.length - length + with.length];
    System.arraycopy(message, 0, made, 0, at);
    System.arraycopy(with, 0, made, at, with.length);
    System.arraycopy(message, at + length, made, at + with.length, message.length - at - length);
    return made;
  }
}
