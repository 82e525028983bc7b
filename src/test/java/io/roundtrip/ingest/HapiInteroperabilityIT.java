package io.roundtrip.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.hl7v2.AcknowledgmentCode;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.app.HL7Service;
import ca.uhn.hl7v2.app.Initiator;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.protocol.ReceivingApplication;
import ca.uhn.hl7v2.util.StandardSocketFactory;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.roundtrip.kit.MllpSender;
import io.roundtrip.kit.MllpSystem;
import io.roundtrip.kit.ReservedPort;
import io.roundtrip.kit.TestCertificate;
import io.roundtrip.kit.TestEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HAPI's own MLLP client sends to us, and we send to HAPI's own MLLP server; with TLS, too. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HapiInteroperabilityIT {
  private static final String ROUTE =
      """
      id: lab
      from: { mllp: { host: 127.0.0.1, port: 0%s } }
      format: hl7v2
      to: [ { id: lis, mllp: { host: 127.0.0.1, port: %d%s } } ]
      """;

  private final Path folder;

  HapiInteroperabilityIT(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Sockets of one TLS context, for both ends. */
  private static final class TlsSockets extends StandardSocketFactory {
    private final SSLContext context;

    TlsSockets(SSLContext context) {
      this.context = context;
    }

    @Override
    public Socket createTlsSocket() throws IOException {
      return context.getSocketFactory().createSocket();
    }

    @Override
    public ServerSocket createTlsServerSocket() throws IOException {
      SSLServerSocket socket =
          (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
      socket.setNeedClientAuth(true);
      return socket;
    }
  }

  private static HapiContext hapi(@Nullable SSLContext tls) {
    HapiContext context = new DefaultHapiContext();
    context.setValidationContext(ValidationContextFactory.noValidation());
    context.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
    if (tls != null) {
      context.setSocketFactory(new TlsSockets(tls));
    }
    return context;
  }

  private static List<String> messages() {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/messages/hl7v2"))) {
      return files.sorted().map(HapiInteroperabilityIT::read).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).replace("\ufeff", "").replace('\n', '\r');
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** HAPI's server on a free port, taking what it can parse; {@code no} in MSH-3 is refused. */
  private static HL7Service server(HapiContext context, int port, boolean tls, Queue<String> got)
      throws InterruptedException {
    HL7Service service = context.newServer(port, tls);
    service.registerApplication(
        "*",
        "*",
        new ReceivingApplication<Message>() {
          @Override
          public Message processMessage(Message message, Map<String, Object> metadata)
              throws HL7Exception {
            got.add(new Terser(message).get("/MSH-10"));
            try {
              return "no".equals(new Terser(message).get("/MSH-3"))
                  ? message.generateACK(AcknowledgmentCode.AR, new HL7Exception("no"))
                  : message.generateACK();
            } catch (IOException failure) {
              throw new HL7Exception(failure);
            }
          }

          @Override
          public boolean canProcess(Message message) {
            return true;
          }
        });
    service.startAndWait();
    return service;
  }

  /** Who has which certificate. */
  private record Ends(TestCertificate own, TestCertificate hapis) {
    /** TLS as a route's conf has it, at either end. */
    String conf() {
      return ", tls: { cert: '%s', key: '%s', ca: '%s' }"
          .formatted(own.cert(), own.key(), hapis.cert());
    }
  }

  private void sendsThroughUs(@Nullable Ends ends) throws Exception {
    boolean tls = ends != null;
    SSLContext itsTls = ends == null ? null : ends.hapis.trusting(ends.own);
    String conf = ends == null ? "" : ends.conf();
    Queue<String> got = new ConcurrentLinkedQueue<>();
    try (ReservedPort free = new ReservedPort();
        HapiContext context = hapi(itsTls)) {
      HL7Service lis = server(context, free.number(), tls, got);
      try (TestEngine engine =
              TestEngine.start(folder, ROUTE.formatted(conf, free.number(), conf));
          Connection connection =
              context.newClient("localhost", engine.engine().mllpPort("lab"), tls)) {
        Initiator initiator = connection.getInitiator();
        initiator.setTimeout(30, TimeUnit.SECONDS);
        for (String text : messages()) {
          Message message = context.getGenericParser().parse(text);
          Terser sent = new Terser(message);
          Terser ack = new Terser(initiator.sendAndReceive(message));
          assertEquals("AA", ack.get("/MSA-1"), () -> text);
          assertEquals(sent.get("/MSH-10"), ack.get("/MSA-2"));
          assertEquals(sent.get("/MSH-12"), ack.get("/MSH-12"));
          assertEquals(sent.get("/MSH-3"), ack.get("/MSH-5"));
        }
        assertEquals(10, got.size());
        Message refused =
            context
                .getGenericParser()
                .parse("MSH|^~\\&|no||LAB||20260101||ORU^R01|4711|P|2.5\rPID|1\r");
        Terser ack = new Terser(initiator.sendAndReceive(refused));
        assertEquals("AE", ack.get("/MSA-1"));
        assertEquals("rejected", ack.get("/ERR-5-1"));
        assertEquals("4711", ack.get("/MSA-2"));
      } finally {
        lis.stopAndWait();
      }
    }
  }

  @Test
  void hapiSendsThroughUsToHapi() throws Exception {
    sendsThroughUs(null);
  }

  @Test
  void hapiSendsThroughUsToHapiWithTlsAndCertificatesOfBothEnds() throws Exception {
    sendsThroughUs(
        new Ends(
            TestCertificate.make(folder.resolve("tls"), "engine"),
            TestCertificate.make(folder.resolve("tls"), "hapi")));
  }

  @Test
  void whoShowsNoCertificateOrAnotherOneIsNotConnected() throws Exception {
    TestCertificate own = TestCertificate.make(folder.resolve("tls"), "engine");
    TestCertificate known = TestCertificate.make(folder.resolve("tls"), "known");
    TestCertificate stranger = TestCertificate.make(folder.resolve("tls"), "stranger");
    String tls =
        ", tls: { cert: '%s', key: '%s', ca: '%s' }".formatted(own.cert(), own.key(), known.cert());
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(tls, lis.port(), ""))) {
      int port = engine.engine().mllpPort("lab");
      try (MllpSender sender = new MllpSender(port, known.trusting(own).getSocketFactory())) {
        assertEquals("AA", MllpSender.field(sender.ask(MllpSender.message("1")), "MSA", 1));
      }
      try (MllpSender sender = new MllpSender(port, stranger.trusting(own).getSocketFactory())) {
        assertThrows(UncheckedIOException.class, () -> sender.ask(MllpSender.message("2")));
      }
      try (MllpSender sender = new MllpSender(port)) {
        sender.send(MllpSender.frame(MllpSender.message("3")));
        sender.awaitClosed();
      }
      assertEquals(List.of("1"), lis.controlIds());
    }
  }

  @Test
  void aSystemWhoseCertificateIsNotTrustedOrForAnotherNameGetsNothing() throws Exception {
    TestCertificate its = TestCertificate.make(folder.resolve("tls"), "lis.example");
    TestCertificate other = TestCertificate.make(folder.resolve("tls"), "other");
    try (MllpSystem lis =
        new MllpSystem(
            (message, line) -> line.acknowledge(message, "AA"),
            its.trusting(other).getServerSocketFactory())) {
      String[][] cases = {
        {"ca: '" + its.cert() + "'", "AA"},
        {"ca: '" + its.cert() + "', server-name: lis.example", "AA"},
        {"ca: '" + its.cert() + "', server-name: lis.elsewhere", "AE"},
        {"ca: '" + other.cert() + "'", "AE"},
        {"", "AE"},
      };
      for (int i = 0; i < cases.length; i++) {
        String tls = ", tls: { " + cases[i][0] + " }";
        try (TestEngine engine =
                TestEngine.start(folder.resolve("case" + i), ROUTE.formatted("", lis.port(), tls));
            MllpSender sender = new MllpSender(engine.engine().mllpPort("lab"))) {
          String ack = sender.ask(MllpSender.message("1"));
          assertEquals(cases[i][1], MllpSender.field(ack, "MSA", 1), cases[i][0] + ": " + ack);
          if (cases[i][1].equals("AE")) {
            assertTrue(MllpSender.field(ack, "ERR", 5).startsWith("no-connection^"), ack);
          }
        }
      }
      assertEquals(2, lis.received().size());
    }
  }
}
