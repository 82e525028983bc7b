package io.roundtrip.model;

import java.util.SplittableRandom;

/**
 * Makes message ids: UUIDs of version 7 (RFC 9562) that also say which shard runs the message. Loop-confined: each shard
 * has its own.
 *
 * <p>48 bits of time in milliseconds, 12 bits that count within one millisecond, 8 bits of shard, 54 random bits. Ids of
 * one maker ascend.
 */
public final class MessageIds {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int MOST_SHARDS = 256;

  private final SplittableRandom random;
  private final byte[] text = new byte[36];
  private long lastMillis;
  private int counter;

  /** A maker that draws from the given source. */
  public MessageIds(SplittableRandom random) {
    this.random = random;
  }

  /** The next id, for a message that the given shard runs. */
  @SuppressWarnings("deprecation") // the bytes are ASCII: the constructor copies them as they are
  public String next(long epochMillis, int shard) {
    if (epochMillis > lastMillis) {
      lastMillis = epochMillis;
      counter = 0;
    } else if (++counter > 0xfff) {
      lastMillis++;
      counter = 0;
    }
    long high = (lastMillis << 16) | 0x7000 | counter;
    long low =
        0x8000_0000_0000_0000L
            | ((long) (shard % MOST_SHARDS) << 54)
            | (random.nextLong() & 0x3f_ffff_ffff_ffffL);
    write(high >>> 32, 8, 0);
    text[8] = '-';
    write(high >>> 16, 4, 9);
    text[13] = '-';
    write(high, 4, 14);
    text[18] = '-';
    write(low >>> 48, 4, 19);
    text[23] = '-';
    write(low, 12, 24);
    return new String(text, 0, 0, 36);
  }

  /** The shard that runs the message with the given id; -1 if it is no id of ours. */
  public static int shardOf(String id) {
    if (id.length() != 36 || id.charAt(14) != '7') {
      return -1;
    }
    for (int i = 0; i < 36; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? id.charAt(i) != '-' : !isHex(id.charAt(i))) {
        return -1;
      }
    }
    return (Integer.parseInt(id, 19, 23, 16) >>> 6) & 0xff;
  }

  /** The time in an id of ours, in milliseconds: when the message had its place; -1 if it is no id of ours. */
  public static long epochMillisOf(String id) {
    return shardOf(id) < 0
        ? -1
        : (Long.parseLong(id, 0, 8, 16) << 16) | Long.parseLong(id, 9, 13, 16);
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private void write(long bits, int digits, int at) {
    for (int i = digits - 1; i >= 0; i--) {
      text[at + i] = HEX[(int) bits & 0xf];
      bits >>>= 4;
    }
  }
}
