package io.roundtrip.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What goes downstream as Idempotency-Key for a key that was read from a message. Stateless. */
final class KeyText {
  /** A longer key would outgrow the headers that systems take. */
  private static final int LONGEST = 200;

  private KeyText() {}

  /**
   * The route and the key, so that two routes to one system do not share keys: as it is where a header can hold that, else its
   * SHA-256.
   */
  static String downstream(String route, String key) {
    return route + ":" + (isPlain(key) ? key : "sha256-" + sha256(key));
  }

  private static boolean isPlain(String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return key.length() <= LONGEST;
  }

  private static String sha256(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("every Java has SHA-256", broken);
    }
  }
}
