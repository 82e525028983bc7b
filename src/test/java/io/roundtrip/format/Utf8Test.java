package io.roundtrip.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8Test {
  private static final byte[] EDGES = {
    0x00,
    0x41,
    0x7F,
    (byte) 0x80,
    (byte) 0x8F,
    (byte) 0x90,
    (byte) 0x9F,
    (byte) 0xA0,
    (byte) 0xBF,
    (byte) 0xC0,
    (byte) 0xC1,
    (byte) 0xC2,
    (byte) 0xDF,
    (byte) 0xE0,
    (byte) 0xE1,
    (byte) 0xEC,
    (byte) 0xED,
    (byte) 0xEE,
    (byte) 0xEF,
    (byte) 0xF0,
    (byte) 0xF1,
    (byte) 0xF4,
    (byte) 0xF5,
    -1
  };

  @Test
  void judgesEverySequenceAsTheJdkDoes() {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(64);
    for (int seed = 0; seed < 200_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[1 + random.nextInt(5) + (random.nextInt(4) == 0 ? 9 : 0)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = i < bytes.length - 5 ? 0x41 : EDGES[random.nextInt(EDGES.length)];
      }
      ByteBuffer in = ByteBuffer.wrap(bytes);
      out.clear();
      boolean malformed = decoder.reset().decode(in, out, true).isError();
      assertEquals(
          malformed ? in.position() : -1,
          Utf8.firstMalformed(bytes, 0, bytes.length),
          "seed " + seed);
    }
  }
}
