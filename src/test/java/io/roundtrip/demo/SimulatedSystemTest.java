package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.demo.SimulatedSystem.Reply;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SimulatedSystemTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void closeVertx() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void takesAnotherPortWhereItsOwnIsTaken() {
    SimulatedSystem first = start(0);
    SimulatedSystem second = start(first.port());
    assertNotEquals(first.port(), second.port());
    assertEquals(503, post(second).status());
  }

  @Test
  void keepsWhatItReceivedUntilItIsTaken() {
    SimulatedSystem system = start(0);
    post(system);
    post(system);
    assertEquals(List.of("x", "x"), system.takeReceived());
    assertEquals(List.of(), system.takeReceived());
  }

  @Test
  void refusesConnectionsWhileItIsDownAndComesBackOnTheSamePort() {
    SimulatedSystem system = start(0);
    int port = system.port();
    post(system);
    system.down();
    assertThrows(
        ConnectException.class, () -> new Sender(vertx, port).post("/", "a/b", "1", new byte[1]));
    system.up();
    assertEquals(port, system.port());
    assertEquals(503, post(system).status());
  }

  private SimulatedSystem start(int port) {
    return SimulatedSystem.start(
        vertx, "any", port, (path, body) -> new Reply(503, "application/json", "{}"));
  }

  private Sender.Answer post(SimulatedSystem to) {
    return new Sender(vertx, to.port()).post("/", "text/plain", "1", new byte[] {'x'});
  }
}
