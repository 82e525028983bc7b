package io.roundtrip.engine;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.conf.EngineConf.Location.External;
import io.roundtrip.pg.PgAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the URL of an external store by the client's own rules. Stateless. */
final class StoreUrl {
  private StoreUrl() {}

  /**
   * Where it leads.
   *
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence that begins with its key
   */
  static PgAddress address(External store) {
    PgAddress written = PgAddress.parse(store.url());
    Path certificates = written.rootCertificates();
    if (certificates == null) {
      return written;
    }
    Path file = store.folder().resolve(certificates).normalize();
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "needs the file '" + certificates + "' of sslrootcert, which cannot be read");
    }
    return new PgAddress(
        written.host(), written.port(), written.database(), written.user(), written.tls(), file);
  }

  /** Notes what is wrong in the conf's URL, if it has one. */
  static void check(EngineConf conf, List<ConfError> errors) {
    EngineConf.Store store = conf.store();
    if (store != null && store.location() instanceof External external) {
      try {
        address(external);
      } catch (IllegalArgumentException wrong) {
        errors.add(new ConfError(external.place(), "", "store.url " + wrong.getMessage()));
      }
    }
  }
}
