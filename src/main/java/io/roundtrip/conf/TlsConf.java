package io.roundtrip.conf;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** TLS of a socket that is not HTTP's: files in PEM, which are read when it is opened. Immutable. */
public sealed interface TlsConf {
  /** Whether who connects shows a certificate. */
  enum ClientAuth {
    /** It is not asked for. */
    NONE,
    /** It is asked for, and checked where it is shown. */
    REQUEST,
    /** Without it there is no connection. */
    REQUIRED
  }

  /**
   * The end that listens.
   *
   * @param cert its certificate, with those between it and the authority behind it
   * @param key the certificate's key, not encrypted
   * @param ca the authorities of those who connect; null where they show no certificate
   * @param clientAuth whether they do
   */
  record Server(Path cert, Path key, @Nullable Path ca, ClientAuth clientAuth) implements TlsConf {}

  /**
   * The end that connects.
   *
   * @param ca the authorities of the system; null for those that the JDK trusts
   * @param cert shown to a system that asks for it; null for none
   * @param key the certificate's key, not encrypted
   * @param serverName the name that the system's certificate has; null for the host's
   */
  record Client(
      @Nullable Path ca, @Nullable Path cert, @Nullable Path key, @Nullable String serverName)
      implements TlsConf {}
}
