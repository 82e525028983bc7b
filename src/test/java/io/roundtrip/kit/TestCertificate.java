package io.roundtrip.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of a test's own, signed by itself: who trusts it names it as its authority. Immutable; its files lie in the
 * test's folder.
 *
 * @param cert in PEM
 * @param key in PEM
 * @param store both, as Java has them
 */
public record TestCertificate(Path cert, Path key, KeyStore store) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Makes one for {@code localhost}, 127.0.0.1 and the name. */
  public static TestCertificate make(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(name + ".p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-keystore",
                  file.toString(),
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  "changeit",
                  "-alias",
                  "own",
                  "-keyalg",
                  "EC",
                  "-validity",
                  "2",
                  "-dname",
                  "CN=" + name,
                  "-ext",
                  "SAN=dns:localhost,dns:" + name + ",ip:127.0.0.1")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (keytool.waitFor() != 0) {
        throw new AssertionError("keytool failed");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD);
      }
      return new TestCertificate(
          pem(
              folder.resolve(name + ".crt"),
              "CERTIFICATE",
              store.getCertificate("own").getEncoded()),
          pem(
              folder.resolve(name + ".key"),
              "PRIVATE KEY",
              store.getKey("own", PASSWORD).getEncoded()),
          store);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Path pem(Path file, String what, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  /** A context that shows this certificate and trusts the other. */
  public SSLContext trusting(TestCertificate other) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("other", other.store.getCertificate("own"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
