package io.roundtrip.net;

import io.roundtrip.conf.TlsConf;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Puts what a conf says of TLS into a socket's options. Stateless. TLS 1.2 and 1.3, as the JDK has them. */
public final class TlsSockets {
  private TlsSockets() {}

  /** A server's; nothing where the conf has no TLS. */
  public static NetServerOptions with(NetServerOptions options, TlsConf.@Nullable Server tls) {
    if (tls == null) {
      return options;
    }
    options.setSsl(true).setKeyCertOptions(pair(tls.cert(), tls.key()));
    if (tls.ca() != null) {
      options.setTrustOptions(trust(tls.ca()));
    }
    return options.setClientAuth(
        switch (tls.clientAuth()) {
          case NONE -> ClientAuth.NONE;
          case REQUEST -> ClientAuth.REQUEST;
          case REQUIRED -> ClientAuth.REQUIRED;
        });
  }

  /** A client's; nothing where the conf has no TLS. The server's certificate must be for the name that is connected to. */
  public static NetClientOptions with(NetClientOptions options, TlsConf.@Nullable Client tls) {
    if (tls == null) {
      return options;
    }
    options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    if (tls.ca() != null) {
      options.setTrustOptions(trust(tls.ca()));
    }
    if (tls.cert() != null && tls.key() != null) {
      options.setKeyCertOptions(pair(tls.cert(), tls.key()));
    }
    return options;
  }

  private static PemKeyCertOptions pair(Path cert, Path key) {
    return new PemKeyCertOptions().setCertPath(cert.toString()).setKeyPath(key.toString());
  }

  private static PemTrustOptions trust(Path ca) {
    return new PemTrustOptions().addCertPath(ca.toString());
  }
}
