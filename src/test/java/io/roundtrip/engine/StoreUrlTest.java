package io.roundtrip.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.ConfException;
import io.roundtrip.conf.EngineConf.Location.External;
import io.roundtrip.kit.TestEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store's URL is checked with the rest of the conf. */
final class StoreUrlTest {
  private static final String ROUTE =
      "id: a\nfrom: { http: { path: /a } }\nto: [ { id: b, event-bus: { address: c } } ]\n";

  private final Path folder;

  StoreUrlTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Loaded load(String url) {
    String conf = "routes: routes/*.yaml\nstore: { url: '" + url + "' }\n";
    return Loaded.load(TestEngine.write(folder, conf, ROUTE));
  }

  private void says(String expected, String url) {
    ConfException refused = assertThrows(ConfException.class, () -> load(url));
    assertEquals(1, refused.errors().size());
    assertEquals(
        "engine.yaml:2:15: store.url " + expected,
        refused.errors().getFirst().toString().replace(folder + "/", ""));
  }

  @Test
  void saysWhatIsWrongWithItsPlace() {
    says("must begin with postgresql://", "http://h/d");
    says(
        "must hold no password: give it by reference, in a key of its own",
        "postgresql://u:secret@h/d");
    says(
        "sslmode must be one of disable, require, verify-ca, verify-full, got prefer",
        "postgresql://u@h/d?sslmode=prefer");
    says(
        "needs the file 'ca.pem' of sslrootcert, which cannot be read",
        "postgresql://u@h/d?sslrootcert=ca.pem");
    says("must name a user and a host: postgresql://user@host/db", "postgresql://h/d");
  }

  @Test
  void readsCertificatesBesideTheConf() throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), "");
    Loaded loaded = load("postgresql://u@h/d?sslrootcert=ca.pem");
    External location = (External) Objects.requireNonNull(loaded.conf().store()).location();
    assertEquals(file.toAbsolutePath(), StoreUrl.address(location).rootCertificates());
  }

  @Test
  void aPasswordIsNotPartOfWhatTellsConfsApart() {
    Loaded loaded = load("postgresql://u@h/d");
    assertTrue(loaded.conf().toString().contains("External[postgresql://u@h/d]"));
  }
}
