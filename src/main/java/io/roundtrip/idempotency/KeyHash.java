package io.roundtrip.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of keys and bodies. Loop-confined: it uses one digest. */
final class KeyHash {
  private final MessageDigest sha256;

  KeyHash() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("every Java has SHA-256", broken);
    }
  }

  Buffer of(String key) {
    return Buffer.buffer(sha256.digest(key.getBytes(UTF_8)));
  }

  Buffer of(Buffer body) {
    return Buffer.buffer(sha256.digest(body.getBytes()));
  }
}
