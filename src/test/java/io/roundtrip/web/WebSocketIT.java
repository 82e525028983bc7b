package io.roundtrip.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.LoopFuture;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.WebServer;
import io.vertx.core.Future;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WebSocketIT {
  private final Http http = new Http();
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable WebServer server;

  /** Takes messages at once, or when {@link WebSocket#request} says so. */
  private static final class Peer implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final boolean eager;

    Peer(boolean eager) {
      this.eager = eager;
    }

    @Override
    public void onOpen(WebSocket socket) {
      if (eager) {
        socket.request(Long.MAX_VALUE);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        texts.add(part.toString());
        part.setLength(0);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      texts.add("bytes " + data.remaining());
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return null;
    }

    String text() throws InterruptedException {
      String text = texts.poll(30, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("nothing came");
      }
      return text;
    }
  }

  private WebServer serve() {
    WebServer made = new WebServer(http);
    server = made;
    return made;
  }

  private WebSocket connect(String path, Peer peer) throws Exception {
    WebServer up = server == null ? serve() : server;
    return client
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + up.port() + path), peer)
        .get(30, TimeUnit.SECONDS);
  }

  private long inside() {
    return server == null ? 0 : server.inside();
  }

  @AfterEach
  void close() {
    client.shutdownNow();
    if (server != null) {
      server.close();
    }
  }

  @Test
  void echoesOnAVirtualThread() throws Exception {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    http.webSocket(
        "/echo/{name}",
        socket -> {
          threads.add(Thread.currentThread());
          String name = socket.request().path("name", String.class);
          for (SocketMessage next = socket.receive(); next != null; next = socket.receive()) {
            switch (next) {
              case SocketMessage.Text text -> socket.write(name + ": " + text.text());
              case SocketMessage.Bytes bytes -> socket.write(bytes.bytes());
            }
          }
        });
    Peer peer = new Peer(true);
    WebSocket socket = connect("/echo/Ada", peer);
    assertTrue(threads.take().isVirtual());
    socket.sendText("hel", false).get(30, TimeUnit.SECONDS);
    socket.sendText("lo", true).get(30, TimeUnit.SECONDS);
    assertEquals("Ada: hello", peer.text());
    socket.sendBinary(ByteBuffer.wrap(new byte[5]), true).get(30, TimeUnit.SECONDS);
    assertEquals("bytes 5", peer.text());
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
    Await.until("its place is free", this::inside, inside -> inside == 0);
  }

  @Test
  void isServedOnTheLoopByAChain() throws Exception {
    http.webSocketOnLoop(
        "/loop",
        socket ->
            socket
                .next()
                .compose(
                    message -> {
                      LoopFuture.makeReady("proves the loop").ignore();
                      return message instanceof SocketMessage.Text text
                          ? socket.send("got " + text.text())
                          : Future.succeededFuture();
                    }));
    Peer peer = new Peer(true);
    connect("/loop", peer).sendText("it", true).get(30, TimeUnit.SECONDS);
    assertEquals("got it", peer.text());
    assertEquals(1000, peer.closed.get(30, TimeUnit.SECONDS));
  }

  @Test
  void aPeerThatSendsFasterThanItIsReadIsHeldUp() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> total = new CompletableFuture<>();
    http.webSocket(
        "/in",
        socket -> {
          go.await();
          int received = 0;
          for (SocketMessage next = socket.receive(); next != null; next = socket.receive()) {
            received++;
          }
          total.complete(received);
        });
    Peer peer = new Peer(true);
    WebSocket socket = connect("/in", peer);
    String text = "x".repeat(60_000);
    AtomicInteger sent = new AtomicInteger();
    int all = 1_000; // 60 MB: more than sockets hold
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < all; i++) {
                    socket.sendText(text, true).join();
                    sent.incrementAndGet();
                  }
                  socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
                });
    int[] last = {-1};
    Await.until(
        "the peer is held up",
        () -> {
          LockSupport.parkNanos(300_000_000L);
          int now = sent.get();
          boolean still = now > 0 && now == last[0];
          last[0] = now;
          return still;
        },
        still -> still);
    assertTrue(sent.get() < all / 2, () -> sent.get() + " messages were taken by nobody");
    go.countDown();
    assertEquals(all, total.get(60, TimeUnit.SECONDS));
    sender.join();
  }

  @Test
  void aPeerThatDoesNotReadHoldsUpTheHandler() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    String text = "x".repeat(60_000);
    int all = 1_000;
    http.webSocket(
        "/out",
        socket -> {
          for (int i = 0; i < all; i++) {
            socket.write(text);
            sent.incrementAndGet();
          }
        });
    Peer peer = new Peer(false);
    WebSocket socket = connect("/out", peer);
    int[] last = {-1};
    Await.until(
        "the handler stands still",
        () -> {
          LockSupport.parkNanos(300_000_000L);
          int now = sent.get();
          boolean still = now > 0 && now == last[0];
          last[0] = now;
          return still;
        },
        still -> still);
    assertTrue(sent.get() < all / 2, () -> sent.get() + " messages were sent to nobody");
    socket.request(Long.MAX_VALUE);
    for (int i = 0; i < all; i++) {
      assertEquals(text.length(), peer.text().length());
    }
    assertEquals(1000, peer.closed.get(30, TimeUnit.SECONDS));
  }

  @Test
  void aDrainClosesWith1001AndTheHandlerHears() throws Exception {
    CompletableFuture<Boolean> heard = new CompletableFuture<>();
    http.webSocket("/wait", socket -> heard.complete(socket.receive() == null));
    Peer peer = new Peer(true);
    WebSocket unused = connect("/wait", peer);
    WebServer up = server;
    if (up != null) {
      up.drain().awaitIdle();
    }
    assertEquals(1001, peer.closed.get(30, TimeUnit.SECONDS));
    assertTrue(heard.get(30, TimeUnit.SECONDS));
    assertNull(peer.texts.poll());
  }

  @Test
  void aHandlerThatFailsClosesWith1011AndAMessageThatIsTooBigWith1009() throws Exception {
    http.webSocket(
        "/bug",
        socket -> {
          throw new IllegalStateException("on purpose");
        });
    http.webSocket(
        "/in",
        socket -> {
          var unused = socket.receive();
        });
    Peer bug = new Peer(true);
    WebSocket first = connect("/bug", bug);
    assertEquals(1011, bug.closed.get(30, TimeUnit.SECONDS));
    Peer big = new Peer(true);
    WebSocket second = connect("/in", big);
    for (int i = 0; i < 5; i++) {
      second.sendText("x".repeat(60_000), false).get(30, TimeUnit.SECONDS);
    }
    var unused = second.sendText("end", true);
    assertEquals(1009, big.closed.get(30, TimeUnit.SECONDS));
    assertTrue(first.isInputClosed());
    Await.until("the places are free", this::inside, inside -> inside == 0);
  }

  @Test
  void oneMoreSocketThanTheRouteTakesIsRefused() throws Exception {
    http.webSocket(
            "/one",
            socket -> {
              var unused = socket.receive();
            })
        .concurrency(1);
    WebSocket only = connect("/one", new Peer(true));
    var refused =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + (server == null ? 0 : server.port()) + "/one"),
                new Peer(true))
            .handle(
                (socket, failure) ->
                    failure == null
                        ? null
                        : failure.getCause() == null ? failure : failure.getCause())
            .get(30, TimeUnit.SECONDS);
    assertTrue(
        refused instanceof WebSocketHandshakeException no && no.getResponse().statusCode() == 503,
        () -> "" + refused);
    only.abort();
  }
}
