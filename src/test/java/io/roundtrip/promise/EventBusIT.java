package io.roundtrip.promise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.RouteMessage;
import io.roundtrip.model.Verdict;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine inside another program: consumers as destinations, and the routes' own addresses. */
final class EventBusIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      to:
        - { id: tracker, event-bus: { address: orders.track, timeout: %s } }
      """;

  private static final String CHAIN =
      """
      id: outer
      deadline: 10s
      to:
        - { id: inner, event-bus: { address: roundtrip.route.orders } }
      """;

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<RouteMessage> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void closeProgram() {
    vertx.close().await();
  }

  private Engine start(String... routes) {
    return Engine.start(vertx, TestEngine.write(folder, TestEngine.ENGINE_CONF, routes)).await();
  }

  private void track(Consumer<Message<RouteMessage>> then) {
    vertx
        .eventBus()
        .<RouteMessage>localConsumer(
            "orders.track",
            message -> {
              received.add(message.body());
              then.accept(message);
            });
  }

  private Outcome send(String route, Duration deadline) {
    RouteMessage message =
        new RouteMessage(Map.of("Content-Type", "text/plain"), "hello".getBytes(UTF_8), deadline);
    return vertx.eventBus().<Outcome>request("roundtrip.route." + route, message).await().body();
  }

  private Outcome send() {
    return send("orders", Duration.ofSeconds(10));
  }

  @Test
  void aReplyConfirms() {
    track(message -> message.reply("got it"));
    try (Engine engine = start(ROUTE.formatted("5s"))) {
      Outcome outcome = send();
      assertEquals(OutcomeKind.DELIVERED, outcome.kind());
      assertEquals("orders", outcome.route());
      assertEquals(Verdict.DELIVERED, outcome.destinations().getFirst().verdict());
      engine.stop().await();
      assertEquals(1, received.size());
      RouteMessage got = received.getFirst();
      assertEquals("hello", new String(got.body(), UTF_8));
      assertEquals("text/plain", got.headers().get("Content-Type"));
      assertEquals(outcome.messageId(), got.headers().get("Idempotency-Key"));
      assertTrue(got.deadline().compareTo(Duration.ofSeconds(10)) <= 0);
    }
  }

  @Test
  void aReplyWithoutBodyConfirms() {
    track(message -> message.reply(null));
    try (Engine engine = start(ROUTE.formatted("5s"))) {
      assertEquals(OutcomeKind.DELIVERED, send().kind());
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }

  @Test
  void aFailureRejectsAndItsTextStaysThere() {
    track(message -> message.fail(409, "Jane Roe"));
    try (Engine engine = start(ROUTE.formatted("5s"))) {
      Outcome outcome = send();
      assertEquals(OutcomeKind.REJECTED, outcome.kind());
      assertEquals(409, outcome.destinations().getFirst().status());
      assertFalse(outcome.toString().contains("Jane"));
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }

  @Test
  void nobodyThereMeansNotAttempted() {
    try (Engine engine = start(ROUTE.formatted("5s"))) {
      Outcome outcome = send();
      assertEquals(OutcomeKind.NOT_ATTEMPTED, outcome.kind());
      assertEquals(Reason.NO_CONNECTION, outcome.reason());
      assertTrue(engine.httpPort() > 0);
    }
  }

  @Test
  void noReplyIsUnknown() {
    track(message -> {});
    try (Engine engine = start(ROUTE.formatted("1s"))) {
      assertEquals(OutcomeKind.UNKNOWN, send().kind());
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }

  @Test
  void theSendersDeadlineShortensTheRoutes() {
    Promise<Message<RouteMessage>> held = Promise.promise();
    track(held::complete);
    try (Engine engine = start(ROUTE.formatted("5s"))) {
      Outcome outcome = send("orders", Duration.ofSeconds(2));
      assertEquals(OutcomeKind.UNKNOWN, outcome.kind());
      assertTrue(received.getFirst().deadline().toMillis() <= 2_000);
      assertTrue(outcome.destinations().getFirst().durationNanos() < 4_500_000_000L);
      held.future().await().reply("too late");
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }

  @Test
  void aVerticleCanSendAndLearnsTheOutcome() {
    track(message -> message.reply("got it"));
    try (Engine engine = start(ROUTE.formatted("5s"))) {
      Promise<Outcome> learned = Promise.promise();
      vertx
          .deployVerticle(
              () ->
                  new VerticleBase() {
                    @Override
                    public Future<?> start() {
                      return vertx
                          .eventBus()
                          .<Outcome>request(
                              "roundtrip.route.orders",
                              new RouteMessage(Map.of(), new byte[] {1}, Duration.ofSeconds(5)))
                          .onSuccess(reply -> learned.complete(reply.body()));
                    }
                  },
              new DeploymentOptions())
          .await();
      assertEquals(OutcomeKind.DELIVERED, learned.future().await().kind());
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }

  @Test
  void aStoppedEngineLeavesTheProgramRunning() {
    track(message -> message.reply("got it"));
    try (Engine engine = start(ROUTE.formatted("5s"))) {
      engine.stop().await();
      assertThrows(ReplyException.class, this::send);
      assertEquals(0, received.size());
      Engine second = start(ROUTE.formatted("5s"));
      assertEquals(OutcomeKind.DELIVERED, send().kind());
      second.stop().await();
    }
  }

  @Test
  void stopsOnAVertxThatIsClosedAlready() throws Exception {
    Engine engine = start(ROUTE.formatted("5s"));
    vertx.close().await();
    engine.stop().await(5, TimeUnit.SECONDS);
    engine.close();
  }

  @Test
  void aRouteThatFeedsAnotherConfirmsWhatTheOtherConfirmed() {
    track(message -> message.reply("got it"));
    try (Engine engine = start(ROUTE.formatted("5s"), CHAIN)) {
      assertEquals(OutcomeKind.DELIVERED, send("outer", Duration.ofSeconds(5)).kind());
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }

  @Test
  void aRouteThatFeedsAnotherSaysNoWhenTheOtherDoes() {
    track(message -> message.fail(409, "no"));
    try (Engine engine = start(ROUTE.formatted("5s"), CHAIN)) {
      Outcome outcome = send("outer", Duration.ofSeconds(5));
      assertEquals(OutcomeKind.REJECTED, outcome.kind());
      assertEquals(409, outcome.destinations().getFirst().status());
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }

  @Test
  void aRouteThatFeedsAnotherAttemptedNothingWhenTheOtherDidNot() {
    try (Engine engine = start(ROUTE.formatted("5s"), CHAIN)) {
      Outcome outcome = send("outer", Duration.ofSeconds(5));
      assertEquals(OutcomeKind.NOT_ATTEMPTED, outcome.kind());
      assertEquals(Reason.NO_CONNECTION, outcome.reason());
      assertTrue(engine.httpPort() > 0);
    }
  }

  @Test
  void aRouteThatFeedsAnotherIsUnknownWhenTheOtherIsPartial() {
    String partial =
        ROUTE.formatted("5s") + "  - { id: other, event-bus: { address: orders.other } }\n";
    track(message -> message.reply("got it"));
    vertx.eventBus().localConsumer("orders.other", message -> message.fail(422, "no"));
    try (Engine engine = start(partial, CHAIN)) {
      assertEquals(OutcomeKind.UNKNOWN, send("outer", Duration.ofSeconds(5)).kind());
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }

  @Test
  void aRouteThatFeedsAnotherKnowsNoMoreThanTheOther() {
    track(message -> {});
    try (Engine engine = start(ROUTE.formatted("1s"), CHAIN)) {
      assertEquals(OutcomeKind.UNKNOWN, send("outer", Duration.ofSeconds(5)).kind());
      engine.stop().await();
      assertEquals(1, received.size());
    }
  }
}
