package io.roundtrip.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Loop;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.queue.Credits;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listener's drain does with answers that have no end of their own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ListenerIT {
  private static final int MOST = 2;

  private final Loop loop = new Loop();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Streams endpoint = new Streams();
  private final CountDownLatch idle = new CountDownLatch(1);
  private @Nullable Listener listener;

  /** {@code /stream} begins an answer, {@code /hold} none, {@code /socket} is a WebSocket; the drain ends the streams. */
  private static final class Streams implements Endpoint {
    private final List<HttpServerResponse> streams = new ArrayList<>();
    private final List<HttpServerResponse> held = new ArrayList<>();
    private final Semaphore gone = new Semaphore(0);
    private @Nullable Mount mount;

    @Override
    public void mount(Mount on) {
      mount = on;
    }

    @Override
    public boolean tryHandle(HttpServerRequest request) {
      HttpServerResponse response = request.response();
      switch (request.path()) {
        case "/stream" -> {
          response.setChunked(true).write("begun;");
          streams.add(response);
        }
        case "/hold" -> held.add(response);
        case "/socket" -> {
          if (mount != null) {
            mount
                .upgrade(request, gone::release)
                .onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage));
          }
        }
        case null, default -> {
          return false;
        }
      }
      return true;
    }

    @Override
    public void drain() {
      streams.forEach(stream -> stream.end("ended;"));
    }

    @Override
    public void finish() {
      held.forEach(response -> Problem.of(504, "late", "Late", "too late").send(response));
    }
  }

  private static final class Peer implements WebSocket.Listener {
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.complete(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return null;
    }
  }

  private int listen() throws Exception {
    Future<Integer> port =
        loop.call(
            () -> {
              Listener made =
                  new Listener(
                      loop.vertx(),
                      new Listener.Limits(
                          "127.0.0.1", 0, Duration.ofHours(1), Duration.ofHours(1), MOST),
                      new BodyReader.Limits(1_000, new Credits(1_000, 1_000_000, null)),
                      List.of(endpoint),
                      request -> {
                        Problem.of(404, "none", "None", "nothing here").send(request.response());
                        return true;
                      },
                      request ->
                          Problem.of(503, "draining", "Draining", "draining")
                              .send(request.response()));
              listener = made;
              return made.listen().map(open -> made.port());
            });
    return port.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void drain() throws Exception {
    Listener draining = listener;
    if (draining != null) {
      loop.run(() -> draining.drain(idle::countDown));
    }
  }

  @AfterEach
  void close() throws Exception {
    Listener open = listener;
    if (open != null) {
      loop.run(open::close);
    }
    client.close();
    loop.close();
  }

  private WebSocket connect(int port, Peer peer) throws Exception {
    return client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/socket"), peer)
        .get(30, TimeUnit.SECONDS);
  }

  private static void get(RawConnection connection, String path) {
    connection.send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }

  /** Reads up to and with the text. */
  private static String readTo(RawConnection connection, String text) {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      byte[] next = connection.read(1);
      if (next.length == 0) {
        throw new AssertionError("the connection ended after " + read);
      }
      read.append(new String(next, StandardCharsets.ISO_8859_1));
    }
    return read.toString();
  }

  @Test
  void aDrainEndsStreamsAndIsThenIdle() throws Exception {
    int port = listen();
    try (RawConnection connection = new RawConnection(port)) {
      get(connection, "/stream");
      readTo(connection, "begun;");
      drain();
      readTo(connection, "ended;");
      connection.awaitClosed();
      assertTrue(idle.await(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aDrainWaitsForWhatHasAnEndUntilItsTimeIsOver() throws Exception {
    int port = listen();
    try (RawConnection connection = new RawConnection(port)) {
      get(connection, "/hold");
      try (RawConnection other = new RawConnection(port)) {
        get(other, "/nothing");
        assertEquals(404, other.answer().status());
      }
      drain();
      assertTrue(connection.isQuiet());
      assertEquals(1, idle.getCount());
      Listener late = listener;
      if (late != null) {
        loop.run(late::finish);
      }
      assertEquals(504, connection.answer().status());
      assertTrue(idle.await(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aDrainClosesWebSocketsAndWaitsUntilTheyAreGone() throws Exception {
    int port = listen();
    Peer peer = new Peer();
    WebSocket socket = connect(port, peer);
    socket.sendText("hello", true).get(30, TimeUnit.SECONDS);
    assertEquals("hello", peer.text.get(30, TimeUnit.SECONDS));
    drain();
    assertEquals(1001, peer.closed.get(30, TimeUnit.SECONDS));
    assertTrue(idle.await(30, TimeUnit.SECONDS));
    assertTrue(endpoint.gone.tryAcquire(30, TimeUnit.SECONDS));
  }

  @Test
  void aDrainDoesNotWaitForAPeerThatIsSilent() throws Exception {
    int port = listen();
    try (RawConnection silent = new RawConnection(port)) {
      silent.send(
          """
          GET /socket HTTP/1.1\r
          Host: test\r
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          \r
          """);
      assertEquals(101, silent.answer().status());
      drain();
      assertTrue(idle.await(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aWebSocketThatIsGoneLeavesItsPlace() throws Exception {
    int port = listen();
    for (int i = 0; i < 3 * MOST; i++) {
      try (RawConnection broken = new RawConnection(port)) {
        broken.send(
            """
            GET /socket HTTP/1.1\r
            Host: test\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """);
        assertEquals(101, broken.answer().status());
        broken.reset();
      }
      assertTrue(endpoint.gone.tryAcquire(30, TimeUnit.SECONDS));
    }
    drain();
    assertTrue(idle.await(30, TimeUnit.SECONDS));
  }

  @Test
  void whatIsNoHandshakeIsAnsweredAndCounted() throws Exception {
    int port = listen();
    try (RawConnection connection = new RawConnection(port)) {
      get(connection, "/socket");
      assertEquals(400, connection.answer().status());
      drain();
      assertTrue(idle.await(30, TimeUnit.SECONDS));
    }
  }
}
