package io.roundtrip.format;

import java.util.Random;

/** Texts with everything in them that has a meaning somewhere. Stateless. */
final class RandomText {
  private static final String SPECIAL = "|^~\\&\r\n\t\"{}[]:,/$.XHbr0\u000b\u001c\u007f\u0085 é€";

  private RandomText() {}

  static String of(Random random, int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(maxLength + 1); i > 0; i--) {
      int kind = random.nextInt(10);
      if (kind < 6) {
        text.append(SPECIAL.charAt(random.nextInt(SPECIAL.length())));
      } else if (kind < 9) {
        text.append((char) ('A' + random.nextInt(26)));
      } else {
        text.appendCodePoint(0x10000 + random.nextInt(0xFFFF));
      }
    }
    return text.toString();
  }
}
