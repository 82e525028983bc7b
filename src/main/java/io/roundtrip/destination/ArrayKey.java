package io.roundtrip.destination;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The idempotency key of an array: the same for the same messages in the same order, and for no others. Stateless. A batch that
 * is put together anew from some of the messages of another must not be taken for it.
 */
final class ArrayKey {
  private ArrayKey() {}

  /** SHA-256 over the keys of its messages, each behind its length, in hexadecimal digits. */
  static String of(List<String> keys) {
    MessageDigest digest = sha256();
    for (String key : keys) {
      byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
