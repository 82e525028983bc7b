package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.RouteConf.MllpSource;
import io.roundtrip.kit.TestCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a conf says of MLLP, and what is wrong with it. */
final class MllpErrorsTest {
  private static final String TO = "\nto: [ { id: a, event-bus: { address: a } } ]\n";

  private ConfFolder folder = new ConfFolder(Path.of("."));

  @BeforeEach
  void makeFolder(@TempDir Path path) {
    folder = new ConfFolder(path);
  }

  private RouteConf read(String route) {
    ConfLoader.Loaded loaded =
        folder.with("engine.yaml", ConfFolder.ENGINE).with("routes/lab.yaml", route).load();
    assertEquals(List.of(), loaded.errors());
    return Objects.requireNonNull(loaded.conf()).routes().getFirst();
  }

  private void says(String expected, String route) {
    assertEquals(
        List.of("routes/lab.yaml:" + expected), folder.errorsOfWholeRoute(route), () -> route);
  }

  private void saysOfSource(String expected, String keys) {
    List<String> errors =
        folder.errorsOfWholeRoute("id: lab\nformat: hl7v2\nfrom: { mllp: { " + keys + " } }" + TO);
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().contains(expected), errors::toString);
  }

  private void saysOfTarget(String expected, String keys) {
    List<String> errors =
        folder.errorsOfWholeRoute(
            "id: lab\nformat: hl7v2\nto: [ { id: lis, mllp: { " + keys + " } } ]\n");
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().contains("destination 'lis': " + expected), errors::toString);
  }

  @Test
  void readsASourceAndItsDefaults() {
    MllpSource source =
        Objects.requireNonNull(
            read("id: lab\nformat: hl7v2\nfrom: { mllp: { port: 2575 } }" + TO).mllp());
    assertEquals("0.0.0.0", source.host());
    assertEquals(2575, source.port());
    assertEquals(1 << 20, source.maxFrame());
    assertEquals(Duration.ofHours(24), source.idleTimeout());
    assertEquals(10_000, source.maxConnections());
    assertEquals(false, source.enhanced());
    assertNull(source.encoding());
    assertNull(source.tls());
  }

  @Test
  void readsWhatASourceSaysOfItself() {
    MllpSource source =
        Objects.requireNonNull(
            read("id: lab\nformat: hl7v2\nacknowledge: enhanced\nfrom: { mllp: { host: 127.0.0.1,"
                    + " port: 0, max-frame: 64KiB, idle-timeout: 5m, max-connections: 7,"
                    + " encoding: iso-8859-1 } }"
                    + TO)
                .mllp());
    assertEquals("127.0.0.1", source.host());
    assertEquals(0, source.port());
    assertEquals(64 << 10, source.maxFrame());
    assertEquals(Duration.ofMinutes(5), source.idleTimeout());
    assertEquals(7, source.maxConnections());
    assertEquals("ISO-8859-1", source.encoding());
    assertEquals(true, source.enhanced());
  }

  @Test
  void readsADestinationAndItsDefaults() {
    DestinationConf to =
        read("id: lab\nformat: hl7v2\nto: [ { id: lis, mllp: { host: lis, port: 6661 } } ]\n")
            .to()
            .getFirst();
    assertEquals(
        new DestinationConf.Mllp("lis", 6661, 1 << 20, Duration.ofMinutes(1), null), to.target());
    assertEquals(1, to.concurrency());
    assertEquals(
        12,
        read("id: lab\nformat: hl7v2\nto: [ { id: lis, mllp: { host: lis, port: 6661,"
                + " connections: 12, timeout: 3s } } ]\n")
            .to()
            .getFirst()
            .concurrency());
  }

  @Test
  void mllpCarriesHl7() {
    says(
        "2:15: route 'lab': from.mllp takes HL7 v2, which needs format: hl7v2",
        "id: lab\nfrom: { mllp: { port: 1 } }" + TO);
    says(
        "2:7: route 'lab': destination 'lis': mllp sends HL7 v2, which needs format: hl7v2, or a"
            + " map with format: hl7v2",
        "id: lab\nto: [ { id: lis, mllp: { host: h, port: 1 } } ]\n");
    read(
        """
        id: lab
        format: json
        map: { format: hl7v2, rules: [ { to: MSH-9, value: ACK } ] }
        to: [ { id: lis, mllp: { host: h, port: 1 } } ]
        """);
  }

  @Test
  void noPortHasTwoOwners() {
    folder.with(
        "routes/first.yaml", "id: first\nformat: hl7v2\nfrom: { mllp: { port: 2575 } }" + TO);
    says(
        "3:23: route 'lab': mllp port 2575 is already at routes/first.yaml:3:23",
        "id: lab\nformat: hl7v2\nfrom: { mllp: { port: 2575 } }" + TO);
    folder.with("routes/first.yaml", "id: first\nformat: hl7v2\nfrom: { mllp: { port: 0 } }" + TO);
    read("id: lab\nformat: hl7v2\nfrom: { mllp: { port: 0 } }" + TO);
    says(
        "3:15: route 'lab': from.mllp.port is http.port too: 8080; give it another",
        "id: lab\nformat: hl7v2\nfrom: { mllp: { port: 8080 } }" + TO);
    says(
        "3:15: route 'lab': from.mllp.port is management.port too: 8081; give it another",
        "id: lab\nformat: hl7v2\nfrom: { mllp: { port: 8081 } }" + TO);
  }

  @Test
  void acknowledgementsGoWithAnMllpSource() {
    says(
        "2:14: route 'lab': acknowledge needs from: { mllp: … }; over HTTP the status and the body"
            + " say what became",
        "id: lab\nacknowledge: enhanced" + TO);
    says(
        "3:14: route 'lab': acknowledge must be one of original, enhanced, got 'both'",
        "id: lab\nformat: hl7v2\nacknowledge: both\nfrom: { mllp: { port: 1 } }" + TO);
  }

  @Test
  void whoAnswersASenderOverMllpHasAnAcknowledgement() {
    String route =
        """
        id: lab
        format: hl7v2
        from: { mllp: { port: 1 } }
        respond-with: a
        to: [ { id: a, %s } ]
        """;
    says(
        "4:15: route 'lab': respond-with names the destination 'a', which has no acknowledgement to"
            + " answer a sender over mllp with; name an mllp destination, or leave respond-with"
            + " out",
        route.formatted("http: { url: 'http://a' }"));
    says(
        "4:15: route 'lab': respond-with names the destination 'a', which is not an http or mllp"
            + " destination and has no answer to pass on",
        route.formatted("event-bus: { address: a }"));
    assertEquals("a", read(route.formatted("mllp: { host: h, port: 1 }")).respondWith());
  }

  @Test
  void valuesHaveTheirBounds() {
    saysOfSource("'from.mllp.port' is missing", "host: h");
    saysOfSource("from.mllp.port must be a whole number from 0 to 65535, got '-1'", "port: -1");
    saysOfSource("from.mllp.encoding must be UTF-8, US-ASCII,", "port: 1, encoding: EBCDIC");
    saysOfSource("from.mllp.encoding must be UTF-8, US-ASCII,", "port: 1, encoding: UTF-16");
    saysOfSource("from.mllp.max-frame must be at most 1024MiB", "port: 1, max-frame: 2GiB");
    saysOfSource("from.mllp.idle-timeout must be positive", "port: 1, idle-timeout: 0s");
    saysOfTarget("mllp.port must be a whole number from 1 to 65535, got '0'", "host: h, port: 0");
    saysOfTarget("'mllp.host' is missing", "port: 1");
    saysOfTarget(
        "mllp.connections must be a whole number from 1 to 10000, got '0'",
        "host: h, port: 1, connections: 0");
    says(
        "3:59: route 'lab': destination 'lis': concurrency is not for mllp: one message is in"
            + " flight on each of mllp.connections",
        """
        id: lab
        format: hl7v2
        to: [ { id: lis, mllp: { host: h, port: 1 }, concurrency: 2 } ]
        """);
  }

  @Test
  void readsTlsOfBothEnds(@TempDir Path files) {
    TestCertificate own = TestCertificate.make(files, "own");
    TlsConf.Server server =
        Objects.requireNonNull(
            Objects.requireNonNull(
                    read("id: lab\nformat: hl7v2\nfrom: { mllp: { port: 1, tls: { cert: '"
                            + own.cert()
                            + "', key: '"
                            + own.key()
                            + "', ca: '"
                            + own.cert()
                            + "' } } }"
                            + TO)
                        .mllp())
                .tls());
    assertEquals(TlsConf.ClientAuth.REQUIRED, server.clientAuth());
    assertEquals(own.cert(), server.cert());
    DestinationConf.Mllp target =
        (DestinationConf.Mllp)
            read("""
            id: lab
            format: hl7v2
            to: [ { id: lis, mllp: { host: h, port: 1, tls: {} } } ]
            """)
                .to()
                .getFirst()
                .target();
    assertNotNull(target.tls());
  }

  @Test
  void looksIntoTheFilesOfTls(@TempDir Path files) {
    TestCertificate own = TestCertificate.make(files, "own");
    String pair = "cert: '" + own.cert() + "', key: '" + own.key() + "'";
    saysOfSource("'from.mllp.tls.cert' is missing", "port: 1, tls: { key: '" + own.key() + "' }");
    saysOfSource(
        "from.mllp.tls.cert is no file: 'nowhere.pem'",
        "port: 1, tls: { cert: nowhere.pem, key: '" + own.key() + "' }");
    saysOfSource(
        "from.mllp.tls.cert must be a file of certificates in PEM",
        "port: 1, tls: { cert: '" + own.key() + "', key: '" + own.key() + "' }");
    saysOfSource(
        "from.mllp.tls.key must be a private key in PEM",
        "port: 1, tls: { cert: '" + own.cert() + "', key: '" + own.cert() + "' }");
    folder.with(
        "routes/secret.key",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    saysOfSource(
        "it is encrypted: decrypt it with openssl pkey",
        "port: 1, tls: { cert: '" + own.cert() + "', key: secret.key }");
    saysOfSource(
        "from.mllp.tls.client-auth needs ca, the authorities of those who connect",
        "port: 1, tls: { " + pair + ", client-auth: required }");
    saysOfSource(
        "from.mllp.tls.ca is for client-auth: request or required",
        "port: 1, tls: { " + pair + ", ca: '" + own.cert() + "', client-auth: none }");
    saysOfTarget(
        "mllp.tls.cert needs key beside it",
        "host: h, port: 1, tls: { cert: '" + own.cert() + "' }");
  }
}
