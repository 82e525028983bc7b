package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SimulatedMllpSystemTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void closeVertx() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private SimulatedMllpSystem start(int port) {
    SimulatedLab lab = new SimulatedLab();
    return SimulatedMllpSystem.start(vertx, port, order -> lab.receive("/orders", order).body());
  }

  @Test
  void takesTheWardsOrderAndAcknowledgesIt() throws Exception {
    SimulatedMllpSystem lab = start(0);
    String order =
        Ward.message(Files.readAllBytes(Path.of("conf/demo/samples/ward-order-orm.hl7")));
    assertTrue(order.startsWith("MSH|^~\\&|SomeSystem|"), order);
    assertTrue(order.indexOf('\n') < 0, order);
    Ward.Acknowledgement answer = new Ward(vertx, lab.port()).send(order);
    assertEquals("MSA|AA|MSGID20060307110114", answer.msa());
    assertEquals(List.of(order), lab.takeReceived());
    assertEquals(List.of(), lab.takeReceived());
  }

  @Test
  void refusesWhatIsNoOrder() {
    Ward.Acknowledgement answer =
        new Ward(vertx, start(0).port()).send("MSH|^~\\&|W||L||||ADT^A01|7|P|2.3\r");
    assertTrue(answer.msa().startsWith("MSA|AR|7|"), answer::msa);
  }

  @Test
  void takesAnotherPortWhereItsOwnIsTaken() {
    SimulatedMllpSystem first = start(0);
    assertNotEquals(first.port(), start(first.port()).port());
  }

  @Test
  void whatTheEngineSaidIsItsCodeAndTheOutcome() {
    assertEquals("AA delivered", new Ward.Acknowledgement("MSA|AA|7|delivered 0199", 1).said());
    assertEquals("MSA|AA|7", new Ward.Acknowledgement("MSA|AA|7", 1).said());
  }
}
