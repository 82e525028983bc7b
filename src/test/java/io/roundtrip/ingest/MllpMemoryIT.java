package io.roundtrip.ingest;

import static io.roundtrip.kit.MllpSender.field;
import static io.roundtrip.kit.MllpSender.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ForkedEngine;
import io.roundtrip.kit.MllpSender;
import io.roundtrip.kit.MllpSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Frames that begin and do not end, in an engine with little memory. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MllpMemoryIT {
  private static final int PIECE = 1 << 20;

  private static final String ROUTE =
      """
      id: lab
      from: { mllp: { host: 127.0.0.1, port: 0, max-frame: 8MiB } }
      format: hl7v2
      deadline: 1m
      to: [ { id: lis, mllp: { host: 127.0.0.1, port: %d } } ]
      """;

  @Test
  void framesOnTheirWayInHoldNoMoreThanAllMayAndTheOthersAreToldSo(@TempDir Path folder)
      throws Exception {
    List<MllpSender> senders = new ArrayList<>();
    try (MllpSystem lis = MllpSystem.taking();
        ForkedEngine engine = new ForkedEngine(folder, "64m", ROUTE.formatted(lis.port()))) {
      int port = engine.route("lab").getJsonObject("from").getJsonObject("mllp").getInteger("port");
      byte[] piece = "x".repeat(PIECE).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      for (int i = 0; i < 20; i++) { // 80 MiB, where a quarter of 64 may be held
        MllpSender sender = new MllpSender(port);
        senders.add(sender);
        sender.send("\u000b" + message("m" + i, "NTE|1||"));
        for (int j = 0; j < 4; j++) {
          sender.send(piece);
        }
      }
      int refused = 0;
      for (MllpSender sender : senders) {
        sender.send("\r\u001c\r");
        String ack = sender.answer();
        if (field(ack, "MSA", 1).equals("AE")) {
          refused++;
          assertTrue(field(ack, "ERR", 5).startsWith("queue-full^"), ack);
        } else {
          assertEquals("AA", field(ack, "MSA", 1), ack);
        }
      }
      assertTrue(refused > 0, "all of them were held");
      assertEquals(senders.size() - refused, lis.received().size());
      assertEquals("AA", field(senders.getFirst().ask(message("next")), "MSA", 1));
    } finally {
      senders.forEach(MllpSender::close);
    }
  }
}
