package io.roundtrip.ingest;

import static io.roundtrip.kit.MllpSender.field;
import static io.roundtrip.kit.MllpSender.frame;
import static io.roundtrip.kit.MllpSender.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.MllpSender;
import io.roundtrip.kit.MllpSystem;
import io.roundtrip.kit.TestEngine;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many messages, many connections, and a stop in the midst of them: from MLLP to MLLP. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MllpLoadIT {
  private static final String ROUTE =
      """
      id: lab
      from: { mllp: { host: 127.0.0.1, port: 0 } }
      format: hl7v2
      deadline: 60s
      queue: { capacity: 10000 }
      to: [ { id: lis, mllp: { host: 127.0.0.1, port: %d, connections: 8, timeout: 30s } } ]
      """;

  private final Path folder;

  MllpLoadIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void tenThousandMessagesOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
    int count = 10_000;
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lis.port()));
        MllpSender sender = new MllpSender(engine.engine().mllpPort("lab"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> sent =
          threads.submit(
              () -> {
                for (int i = 0; i < count; i++) {
                  sender.send(frame(message("m" + i)));
                }
              });
      for (int i = 0; i < count; i++) {
        String ack = sender.answer();
        assertEquals("AA", field(ack, "MSA", 1), ack);
        assertEquals("m" + i, field(ack, "MSA", 2));
      }
      sent.get();
      assertEquals(count, lis.received().size());
      assertEquals(count, new HashSet<>(lis.controlIds()).size());
      Await.idle(engine, "lab");
    }
  }

  @Test
  void aThousandConnectionsAreServed() throws Exception {
    int count = 1_000;
    List<MllpSender> senders = new ArrayList<>();
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lis.port()))) {
      for (int i = 0; i < count; i++) {
        senders.add(new MllpSender(engine.engine().mllpPort("lab")));
      }
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < count; i++) {
          senders.get(i).send(frame(message("r" + round + "c" + i)));
        }
        for (int i = 0; i < count; i++) {
          String ack = senders.get(i).answer();
          assertEquals("AA", field(ack, "MSA", 1), ack);
          assertEquals("r" + round + "c" + i, field(ack, "MSA", 2));
        }
      }
      assertEquals(
          count,
          Await.route(engine, "lab", any -> true)
              .getJsonObject("from")
              .getJsonObject("mllp")
              .getInteger("connections"));
      assertEquals(2 * count, new HashSet<>(lis.controlIds()).size());
    } finally {
      senders.forEach(MllpSender::close);
    }
  }

  @Test
  void whoDoesNotReadItsAnswersIsNotReadFromEither() throws Exception {
    int count = 100_000; // of more answers than sockets hold
    try (TestEngine engine =
            TestEngine.start(
                folder, ROUTE.formatted(1) + "filter: { path: MSH-9.1, equals: ADT }\n");
        MllpSender sender = new MllpSender(engine.engine().mllpPort("lab"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> sent =
          threads.submit(
              () -> {
                for (int i = 0; i < count; i++) {
                  sender.send(frame(message("m" + i)));
                }
              });
      AtomicLong before = new AtomicLong(-1);
      long stoppedAt =
          Await.until(
              "no more is read",
              () -> answered(engine),
              now -> now > 0 && now == before.getAndSet(now));
      assertTrue(stoppedAt < count, () -> stoppedAt + " were answered and not read");
      for (int i = 0; i < count; i++) {
        assertEquals("m" + i, field(sender.answer(), "MSA", 2));
      }
      sent.get();
    }
  }

  private static long answered(TestEngine engine) {
    return Await.route(engine, "lab", any -> true).getJsonObject("outcomes").getLong("filtered");
  }

  /** What one sender was told of its messages, until its connection ended. */
  private static Map<String, String> sendUntilTheEnd(
      int port, String name, CountDownLatch running) {
    Map<String, String> told = new HashMap<>();
    try (MllpSender sender = new MllpSender(port)) {
      for (int i = 0; ; i++) {
        String id = name + "-" + i;
        told.put(id, ""); // sent, or about to be
        String ack = sender.ask(message(id));
        assertEquals(id, field(ack, "MSA", 2));
        told.put(id, field(ack, "MSA", 3).split(" ", -1)[0]);
        running.countDown();
      }
    } catch (UncheckedIOException over) {
      return told;
    }
  }

  @Test
  void aStopUnderLoadLosesNothingAndDeliversNothingBehindAFinalAnswer() throws Exception {
    int senders = 20;
    Set<String> taken = ConcurrentHashMap.newKeySet();
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  taken.add(field(message, "MSH", 10));
                  line.acknowledge(message, "AA");
                });
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestEngine engine =
          TestEngine.startWith(
              folder,
              TestEngine.ENGINE_CONF
                  .replace("drain-linger: 0s", "drain-linger: 3s")
                  .replace("drain-timeout: 5s", "drain-timeout: 1m"),
              ROUTE.formatted(lis.port()));
      int port = engine.engine().mllpPort("lab");
      CountDownLatch running = new CountDownLatch(500);
      List<Future<Map<String, String>>> all = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        String name = "s" + i;
        all.add(threads.submit(() -> sendUntilTheEnd(port, name, running)));
      }
      running.await();
      engine.close();
      Set<String> atTheEnd = Set.copyOf(taken);
      int refused = 0;
      int delivered = 0;
      for (Future<Map<String, String>> one : all) {
        for (Map.Entry<String, String> each : one.get().entrySet()) {
          switch (each.getValue()) {
            case "delivered" -> {
              delivered++;
              assertTrue(atTheEnd.contains(each.getKey()), each::toString);
            }
            case "not-attempted" -> {
              refused++;
              assertTrue(!taken.contains(each.getKey()), each::toString);
            }
            // The connection ended without an answer: nothing of it was taken in, then.
            case "" -> assertTrue(!taken.contains(each.getKey()), each::toString);
            default -> throw new AssertionError(each);
          }
        }
      }
      assertTrue(delivered >= 500, () -> "too few");
      assertEquals(delivered, taken.size());
      assertTrue(refused > 0, "no sender was told that the engine drains");
    }
  }
}
