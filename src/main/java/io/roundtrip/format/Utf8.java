package io.roundtrip.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks bytes before they are taken for UTF-8. Stateless. */
final class Utf8 {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Utf8() {}

  /** The length of a leading byte-order mark: 3 or 0. */
  static int byteOrderMark(byte[] bytes) {
    return bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF
        ? 3
        : 0;
  }

  /** The first byte at or after {@code from} that is not ASCII, or {@code to}. */
  static int skipAscii(byte[] bytes, int from, int to) {
    int at = from;
    while (at + 8 <= to && ((long) EIGHT_BYTES.get(bytes, at) & 0x8080808080808080L) == 0) {
      at += 8;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  /** The first byte of the first malformed sequence (overlong forms and surrogates included), or -1. */
  static int firstMalformed(byte[] bytes, int from, int to) {
    int at = skipAscii(bytes, from, to);
    while (at < to) {
      int length = sequence(bytes, at, to);
      if (length == 0) {
        return at;
      }
      at = skipAscii(bytes, at + length, to);
    }
    return -1;
  }

  /** The length of the well-formed sequence at a byte that is not ASCII, or 0. */
  private static int sequence(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > to) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xFF;
    return switch (first) {
      case 0xE0 -> second < 0xA0 ? 0 : length;
      case 0xED -> second > 0x9F ? 0 : length;
      case 0xF0 -> second < 0x90 ? 0 : length;
      case 0xF4 -> second > 0x8F ? 0 : length;
      default -> length;
    };
  }
}
