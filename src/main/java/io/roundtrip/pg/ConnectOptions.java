package io.roundtrip.pg;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.SqlConnectOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;

/** Our options in the driver's words. Immutable: what it holds is copied before it is handed out. */
final class ConnectOptions {
  private static final int MOST_STATEMENTS = 256;
  private static final int LONGEST_CACHED_SQL = 16_384;

  private final PgConnectOptions options;

  private ConnectOptions(PgConnectOptions options) {
    this.options = options;
  }

  static ConnectOptions of(PgOptions options) {
    PgAddress address = options.address();
    PgConnectOptions driver =
        new PgConnectOptions()
            .setHost(address.host())
            .setPort(address.port())
            .setDatabase(address.database())
            .setUser(address.user())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(MOST_STATEMENTS)
            .setPreparedStatementCacheSqlLimit(LONGEST_CACHED_SQL)
            .setPipeliningLimit(options.pipelining())
            .setReconnectAttempts(0);
    driver.addProperty("application_name", options.applicationName());
    if (options.genericPlans()) {
      driver.addProperty("plan_cache_mode", "force_generic_plan");
    }
    // What SqlCheck reads a text by, whatever the role's default is.
    driver.addProperty("standard_conforming_strings", "on");
    Duration limit = options.serverTimeout();
    if (!limit.isZero()) {
      String millis = Long.toString(Math.max(1, limit.toMillis()));
      driver.addProperty("statement_timeout", millis);
      driver.addProperty("idle_in_transaction_session_timeout", millis);
    }
    tls(driver, address);
    return new ConnectOptions(driver);
  }

  SqlConnectOptions withPassword(String password) {
    PgConnectOptions copy = new PgConnectOptions(options);
    copy.setPassword(password);
    return copy;
  }

  private static void tls(PgConnectOptions driver, PgAddress address) {
    switch (address.tls()) {
      case DISABLE -> driver.setSslMode(SslMode.DISABLE);
      case REQUIRE -> {
        driver.setSslMode(SslMode.REQUIRE);
        driver.setSslOptions(new ClientSSLOptions().setTrustAll(true));
      }
      case VERIFY_CA -> {
        driver.setSslMode(SslMode.VERIFY_CA);
        driver.setSslOptions(new ClientSSLOptions().setTrustOptions(trust(address)));
      }
      case VERIFY_FULL -> {
        driver.setSslMode(SslMode.VERIFY_FULL);
        driver.setSslOptions(
            new ClientSSLOptions()
                .setTrustOptions(trust(address))
                .setHostnameVerificationAlgorithm("HTTPS"));
      }
    }
  }

  /** The given authorities, or the JDK's. */
  private static TrustOptions trust(PgAddress address) {
    if (address.rootCertificates() != null) {
      return new PemTrustOptions().addCertPath(address.rootCertificates().toString());
    }
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return TrustOptions.wrap(factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("the JDK's own authorities cannot be read", broken);
    }
  }
}
