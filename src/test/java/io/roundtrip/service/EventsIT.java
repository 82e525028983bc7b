package io.roundtrip.service;

import static io.roundtrip.service.TestServices.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code /events} over real HTTP: server-sent events and WebSockets, readers that come again, and readers that are slow. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EventsIT {
  /** What happened. */
  record Created(String id) {}

  private final LinkedBlockingQueue<Created> handled = new LinkedBlockingQueue<>();
  private final ServicePort port =
      ServicePort.with(
          its ->
              its.services.on(
                  "s", "on", "orders.created", Created.class, MethodPolicy.EVENT, handled::add));

  @AfterEach
  void stop() {
    port.close();
  }

  private String publish(String subject, Object event) {
    return await(port.its.client.publish(subject, event));
  }

  @Test
  void whatIsPostedIsHandledAndRead() throws Exception {
    try (SseReader reader = SseReader.open(port, "/events/orders.*").begun()) {
      assertEquals(
          "text/event-stream", reader.response().headers().firstValue("content-type").orElse(""));
      HttpResponse<String> posted =
          port.post("/events/orders.created", "{\n  \"id\": \"o1\",\r\n \"more\": 1 }");
      assertEquals(202, posted.statusCode(), posted::body);
      assertEquals(new Created("o1"), handled.poll(20, TimeUnit.SECONDS));
      SseReader.Sent sent = reader.event();
      assertEquals(new JsonObject(posted.body()).getString("id"), sent.id());
      assertEquals("message", sent.name());
      assertEquals(sent.id(), sent.json().getString("id"));
      assertEquals("orders.created", sent.json().getString("subject"));
      assertEquals("o1", sent.json().getJsonObject("data").getString("id"));
      assertEquals(
          posted.headers().firstValue("x-message-id").orElse("none"),
          sent.json().getString("messageId"));
      publish("payments.done", "not for it");
      publish("orders.paid", new Created("o2"));
      assertEquals("orders.paid", reader.event().json().getString("subject"));
    }
    Await.until("nobody reads", () -> port.its.snapshot().events().streams(), n -> n == 0);
  }

  @Test
  void aQueryThatCannotBeDecodedIsAnswered() throws Exception {
    try (RawConnection raw = new RawConnection(port.port())) {
      raw.send("GET /events/a?%zz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals(400, raw.answer().status());
    }
  }

  @Test
  void whatIsNoEventIsRefused() throws Exception {
    for (String[] wrong :
        List.of(
            new String[] {"/events/a..b", "{}", "422"},
            new String[] {"/events/a.*", "{}", "422"},
            new String[] {"/events/errors.a.b", "{}", "422"},
            new String[] {"/events/a.b", "{", "400"},
            new String[] {"/events/a.b", "", "400"})) {
      HttpResponse<String> answer = port.post(wrong[0], wrong[1]);
      assertEquals(Integer.parseInt(wrong[2]), answer.statusCode(), () -> wrong[0] + answer.body());
      assertTrue(answer.body().contains("urn:roundtrip:problem:invalid"), answer::body);
    }
    assertEquals(422, port.get("/events/a.b%3E").statusCode());
    assertEquals(422, port.get("/events/a.b", "Last-Event-ID", "yesterday").statusCode());
    assertEquals(422, port.get("/events/a.b?slow=wait").statusCode());
    try (RawConnection connection = new RawConnection(port.port())) {
      assertEquals(422, connection.send(RawConnection.post("/events/%zz", "{}")).answer().status());
    }
    try (RawConnection connection = new RawConnection(port.port())) {
      assertEquals(
          405, connection.send("DELETE /events/a.b HTTP/1.1\r\nHost: t\r\n\r\n").answer().status());
    }
    assertEquals(0, port.its.snapshot().events().published());
  }

  @Test
  void oneThatComesAgainMissesNothing() throws Exception {
    List<String> published = new ArrayList<>();
    List<String> read = new ArrayList<>();
    String last;
    try (SseReader reader = SseReader.open(port, "/events/orders.%3E").begun()) {
      for (int i = 0; i < 50; i++) {
        published.add(publish("orders.created.n" + i, i));
      }
      for (int i = 0; i < 20; i++) {
        read.add(reader.event().id());
      }
      last = reader.lastId();
    }
    for (int i = 0; i < 500; i++) {
      published.add(publish("orders.paid", i));
    }
    try (SseReader reader = SseReader.open(port, "/events/orders.%3E", "Last-Event-ID", last)) {
      for (int i = 0; i < 530; i++) {
        SseReader.Sent sent = reader.event();
        assertEquals("message", sent.name());
        read.add(sent.id());
      }
      published.add(publish("orders.late", 1));
      read.add(reader.event().id());
    }
    assertEquals(published, read);
  }

  @Test
  void oneThatComesTooLateIsToldOfTheGap() throws Exception {
    String first = publish("orders.x", 0);
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < HubPost.KEPT_EVENTS + 10; i++) {
      all.add(port.its.client.publish("orders.x", i));
    }
    await(Future.all(all));
    String oldest = all.get(10).result();
    try (SseReader reader = SseReader.open(port, "/events/orders.x", "Last-Event-ID", first)) {
      SseReader.Sent gap = reader.event();
      assertEquals("gap", gap.name());
      assertEquals(oldest, gap.json().getString("next"));
      assertEquals(oldest, reader.event().id());
    }
    try (SseReader reader =
        SseReader.open(port, "/events/orders.x?slow=close&last-event-id=" + first)) {
      assertEquals("slow", reader.event().name());
      assertNull(reader.next());
    }
    assertEquals(1, port.its.snapshot().events().slowClosed());
    assertTrue(port.its.snapshot().events().gaps() >= 2);
  }

  /** It has far more to read than sockets and buffers hold; the engine holds what is in the ring, and nothing for it. */
  @Test
  void aSlowReaderHoldsNobodyUpAndReadsOnWithAGap() throws Exception {
    int rounds = 4;
    String text = "x".repeat(10_000);
    try (RawConnection slow = new RawConnection(port.port(), 4_096);
        SseReader quick = SseReader.open(port, "/events/big").begun()) {
      slow.send("GET /events/big HTTP/1.1\r\nHost: t\r\n\r\n");
      Await.until("both read", () -> port.its.snapshot().events().streams(), n -> n == 2);
      int sent = 0;
      for (int round = 0; round < rounds; round++) {
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
          all.add(port.its.client.publish("big", text));
        }
        await(Future.all(all));
        for (int i = 0; i < 1_000; i++) {
          assertEquals(all.get(i).result(), quick.event().id());
          sent++;
        }
      }
      assertEquals(4_000, sent);
      assertTrue(port.its.snapshot().events().kept() < 2_000, "the ring is bounded by its bytes");
      StringBuilder read = new StringBuilder();
      while (read.indexOf("event: gap") < 0) {
        read.append(new String(slow.read(4_096), java.nio.charset.StandardCharsets.UTF_8));
        read.delete(0, Math.max(0, read.length() - 20_000));
      }
    }
    Await.until("nobody reads", () -> port.its.snapshot().events().streams(), n -> n == 0);
  }

  /** What a WebSocket gets, asked for one at a time. */
  private static final class Peer implements WebSocket.Listener {
    final LinkedBlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final boolean eager;
    private final StringBuilder part = new StringBuilder();

    Peer(boolean eager) {
      this.eager = eager;
    }

    @Override
    public void onOpen(WebSocket socket) {
      socket.request(1);
    }

    @Override
    @SuppressWarnings("NullAway") // null says that the text is done with
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        messages.add(new JsonObject(part.toString()));
        part.setLength(0);
      }
      if (eager || !last) {
        socket.request(1);
      }
      return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    JsonObject next() throws InterruptedException {
      JsonObject one = messages.poll(20, TimeUnit.SECONDS);
      if (one == null) {
        throw new AssertionError("nothing came");
      }
      return one;
    }
  }

  private WebSocket open(String path, Peer peer) {
    return port.client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + port.port() + path), peer)
        .join();
  }

  @Test
  void aWebSocketReadsTheSame() throws Exception {
    Peer peer = new Peer(true);
    WebSocket socket = open("/events/orders.*", peer);
    String position = peer.next().getString("position");
    String id = publish("orders.created", new Created("o1"));
    JsonObject event = peer.next();
    assertEquals(id, event.getString("id"));
    assertEquals("o1", event.getJsonObject("data").getString("id"));
    socket.sendClose(1000, "enough").join();
    Await.until("nobody reads", () -> port.its.snapshot().events().streams(), n -> n == 0);
    String second = publish("orders.created", new Created("o2"));
    Peer again = new Peer(true);
    open("/events/orders.*?last-event-id=" + position, again);
    assertEquals(id, again.next().getString("id"));
    assertEquals(second, again.next().getString("id"));
  }

  @Test
  void aWebSocketThatIsSlowIsToldOfAGapOrClosed() throws Exception {
    String first = publish("orders.x", 0);
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < HubPost.KEPT_EVENTS + 10; i++) {
      all.add(port.its.client.publish("orders.x", i));
    }
    await(Future.all(all));
    Peer told = new Peer(true);
    open("/events/orders.x?last-event-id=" + first, told);
    assertEquals(all.get(10).result(), told.next().getString("gap"));
    assertEquals(all.get(10).result(), told.next().getString("id"));
    Peer closed = new Peer(true);
    open("/events/orders.x?slow=close&last-event-id=" + first, closed);
    assertEquals(1008, closed.closed.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aWebSocketThatTakesNothingHoldsNothing() throws Exception {
    Peer lazy = new Peer(false);
    WebSocket socket = open("/events/big", lazy);
    assertTrue(lazy.next().containsKey("position"));
    String text = "x".repeat(10_000);
    for (int round = 0; round < 4; round++) {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        all.add(port.its.client.publish("big", text));
      }
      await(Future.all(all));
    }
    String newest = publish("big", "end");
    JsonObject one = new JsonObject();
    boolean gap = false;
    while (!newest.equals(one.getString("id"))) {
      socket.request(1);
      one = lazy.next();
      gap |= one.containsKey("gap");
    }
    assertTrue(gap, "it cannot have had everything");
  }

  @Test
  void aDrainEndsThemAll() throws Exception {
    Peer peer = new Peer(true);
    open("/events/orders.*", peer);
    assertTrue(peer.next().containsKey("position"));
    try (SseReader reader = SseReader.open(port, "/events/orders.*").begun()) {
      Future<Void> idle = port.drain();
      assertNull(reader.next());
      assertEquals(1001, peer.closed.get(20, TimeUnit.SECONDS));
      await(idle);
    }
  }
}
