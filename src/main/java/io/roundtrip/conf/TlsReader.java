package io.roundtrip.conf;

import io.roundtrip.conf.TlsConf.ClientAuth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tls} of either end. Immutable. The files are looked into, so that one that is missing or something else is
 * an error of the conf and not of the first connection; nothing of a key is in an error.
 */
final class TlsReader {
  private static final Words<ClientAuth> CLIENT_AUTH =
      Words.of("none", ClientAuth.NONE)
          .or("request", ClientAuth.REQUEST)
          .or("required", ClientAuth.REQUIRED);

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----[\\s\\S]+-----END");

  private static final Path NOWHERE = Path.of("");

  private TlsReader() {}

  /** Of the end that listens; null where there is none. */
  static TlsConf.@Nullable Server server(YamlMap owner) {
    YamlMap tls = owner.map("tls", Section.FROM_MLLP_TLS);
    if (tls == null) {
      return null;
    }
    Path cert = certificates(tls.needed("cert"));
    Path key = key(tls.needed("key"));
    Path ca = certificates(tls.get("ca"));
    ClientAuth usual = ca == null ? ClientAuth.NONE : ClientAuth.REQUIRED;
    ClientAuth auth = tls.oneOf("client-auth", usual, CLIENT_AUTH);
    YamlValue given = tls.get("client-auth");
    if (given != null && auth != ClientAuth.NONE && !tls.has("ca")) {
      given.error("needs ca, the authorities of those who connect");
    }
    YamlValue unused = tls.get("ca");
    if (unused != null && auth == ClientAuth.NONE) {
      unused.error("is for client-auth: request or required, and client-auth is none");
    }
    return new TlsConf.Server(cert == null ? NOWHERE : cert, key == null ? NOWHERE : key, ca, auth);
  }

  /** Of the end that connects; null where there is none. */
  static TlsConf.@Nullable Client client(YamlMap owner) {
    YamlMap tls = owner.map("tls", Section.TO_MLLP_TLS);
    if (tls == null) {
      return null;
    }
    if (tls.has("cert") != tls.has("key")) {
      YamlValue one = tls.get(tls.has("cert") ? "cert" : "key");
      if (one != null) {
        one.error("needs " + (tls.has("cert") ? "key" : "cert") + " beside it");
      }
    }
    String serverName = tls.word("server-name", "");
    return new TlsConf.Client(
        certificates(tls.get("ca")),
        certificates(tls.get("cert")),
        key(tls.get("key")),
        serverName.isEmpty() ? null : serverName);
  }

  private static @Nullable Path certificates(@Nullable YamlValue value) {
    Path file = file(value);
    if (value == null || file == null) {
      return null;
    }
    try {
      byte[] content = Files.readAllBytes(file);
      if (!CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(content))
          .isEmpty()) {
        return file;
      }
    } catch (IOException unreadable) {
      value.error("cannot be read: '" + value.written() + "'");
      return null;
    } catch (CertificateException other) {
      // said below
    }
    value.error("must be a file of certificates in PEM: '" + value.written() + "'");
    return null;
  }

  private static @Nullable Path key(@Nullable YamlValue value) {
    Path file = file(value);
    if (value == null || file == null) {
      return null;
    }
    try {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (KEY.matcher(content).find()) {
        return file;
      }
      String encrypted =
          content.contains("ENCRYPTED") ? "; it is encrypted: decrypt it with openssl pkey" : "";
      value.error("must be a private key in PEM: '" + value.written() + "'" + encrypted);
    } catch (IOException unreadable) {
      value.error("cannot be read: '" + value.written() + "'");
    }
    return null;
  }

  private static @Nullable Path file(@Nullable YamlValue value) {
    String text = value == null ? null : value.word();
    if (value == null || text == null) {
      return null;
    }
    try {
      Path file = value.file().path().resolveSibling(text);
      if (Files.isRegularFile(file)) {
        return file;
      }
      value.error("is no file: '" + value.written() + "'");
    } catch (InvalidPathException wrong) {
      value.error("must be a path, got '" + value.written() + "'");
    }
    return null;
  }
}
