package io.roundtrip.pg;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, and how the way to it is protected. Immutable.
 *
 * @param host a name, an address, or the absolute path of the directory that holds the server's unix socket
 * @param port the TCP port, or the number in the socket's name
 * @param tls what protects the way; a unix socket needs nothing and gets nothing
 * @param rootCertificates PEM file of the authorities to trust in place of the JDK's own; only with a verifying mode
 */
public record PgAddress(
    String host, int port, String database, String user, Tls tls, @Nullable Path rootCertificates) {
  private static final int DEFAULT_PORT = 5432;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  /** How the server is known and what is kept from others; the words are libpq's {@code sslmode}. */
  public enum Tls {
    /** In the clear: on one machine only, unless somebody asks for it. */
    DISABLE("disable"),
    /** Encrypted, but to anybody. */
    REQUIRE("require"),
    /** Encrypted, to a server with a certificate of a trusted authority. */
    VERIFY_CA("verify-ca"),
    /** Encrypted, to the server of this name. The default off this machine. */
    VERIFY_FULL("verify-full");

    private final String word;

    Tls(String word) {
      this.word = word;
    }

    static Tls of(String word) {
      for (Tls mode : values()) {
        if (mode.word.equals(word)) {
          return mode;
        }
      }
      // allow and prefer fall back to the clear without a word: who is in the way could ask for it.
      throw new IllegalArgumentException(
          "sslmode must be one of disable, require, verify-ca, verify-full, got " + word);
    }
  }

  /** Checks what can be checked without the network. */
  public PgAddress {
    if (host.isEmpty() || database.isEmpty() || user.isEmpty()) {
      throw new IllegalArgumentException("host, database and user must not be empty");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 1 to 65535, got " + port);
    }
    if (host.startsWith("/")) {
      tls = Tls.DISABLE;
    }
    if (rootCertificates != null && (tls == Tls.DISABLE || tls == Tls.REQUIRE)) {
      throw new IllegalArgumentException(
          "sslrootcert is used by sslmode verify-ca and verify-full alone");
    }
  }

  /** The server behind the unix socket in a directory. */
  public static PgAddress unixSocket(Path directory, int port, String database, String user) {
    return new PgAddress(
        directory.toAbsolutePath().toString(), port, database, user, Tls.DISABLE, null);
  }

  /**
   * Reads {@code postgresql://user@host:port/database?sslmode=…&sslrootcert=…&host=/directory}. Without {@code sslmode} a
   * host other than this one must prove its name ({@code verify-full}).
   *
   * @throws IllegalArgumentException if it is not of that form, or holds a password, which is given by reference instead
   */
  public static PgAddress parse(String url) {
    URI uri = uri(url);
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException("must begin with postgresql://");
    }
    Map<String, String> query = query(uri.getRawQuery());
    String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "must hold no password: give it by reference, in a key of its own");
    }
    String host = query.getOrDefault("host", bare(uri.getHost()));
    if (host.isEmpty() || user.isEmpty()) {
      throw new IllegalArgumentException("must name a user and a host: postgresql://user@host/db");
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    String database = path.length() > 1 ? path.substring(1) : decode(user);
    String mode = query.get("sslmode");
    Tls tls = mode != null ? Tls.of(mode) : isLoopback(host) ? Tls.DISABLE : Tls.VERIFY_FULL;
    String root = query.get("sslrootcert");
    return new PgAddress(
        host,
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        database,
        decode(user),
        tls,
        root == null ? null : Path.of(root));
  }

  /** Whether it is a unix socket. */
  public boolean isUnixSocket() {
    return host.startsWith("/");
  }

  private static boolean isLoopback(String host) {
    return host.startsWith("/") || LOOPBACK.contains(host) || host.startsWith("127.");
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException broken) {
      // Its message would repeat the text, which may hold a password.
      throw new IllegalArgumentException("is not a URL", null);
    }
  }

  private static String bare(@Nullable String host) {
    if (host == null) {
      return "";
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new TreeMap<>();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        if (!Set.of("sslmode", "sslrootcert", "host").contains(name)) {
          throw new IllegalArgumentException(
              "knows the parameters sslmode, sslrootcert and host, got " + name);
        }
        query.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Without the user, for logs. */
  @Override
  public String toString() {
    return isUnixSocket()
        ? host + ":" + port + "/" + database
        : host + ":" + port + "/" + database + " tls=" + tls.word;
  }
}
