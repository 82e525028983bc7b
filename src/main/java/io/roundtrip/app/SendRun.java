package io.roundtrip.app;

import io.roundtrip.load.HttpSink;
import io.roundtrip.load.Load;
import io.roundtrip.load.LoadClock;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.MessageSource;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends a load over HTTP, on an event loop of its own. Confined to the thread that made it, which it blocks. */
final class SendRun implements AutoCloseable {
  /** What may be outstanding, in messages and in bytes: the bound of what waits for a connection, too. */
  private static final int MOST_OUTSTANDING = 10_000;

  private static final int MOST_BYTES = 64 << 20;

  private final Vertx vertx;
  private final Context context;
  private final long startNanos = System.nanoTime();
  private final Future<MessageSource> source;
  private final CompletableFuture<LoadFigures> done;

  /**
   * Starts at once.
   *
   * @param to where messages go
   * @param connections the most
   */
  SendRun(Load load, To to, int connections) {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    context = vertx.getOrCreateContext();
    Promise<MessageSource> made = Promise.promise();
    source = made.future();
    context.runOnContext(on -> made.complete(newSource(load, to, connections)));
    done =
        source
            .compose(each -> onContext(each::start).compose(figures -> figures))
            .toCompletionStage()
            .toCompletableFuture();
  }

  /**
   * Where messages go. Immutable.
   *
   * @param method POST, say
   * @param url scheme, host, port and path
   * @param headers of every message
   * @param timeout for an answer
   */
  record To(String method, String url, Map<String, String> headers, Duration timeout) {}

  private MessageSource newSource(Load load, To to, int connections) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(connections));
    return new MessageSource(
        load,
        LoadClock.of(vertx),
        new HttpSink(client, to.method(), to.url(), to.headers(), to.timeout()),
        mostOutstanding(load.payloads().largest(), connections),
        MessageSource.WhenFull.SKIP);
  }

  /** As many as fit into memory, but each connection has its message. */
  static int mostOutstanding(int largestBytes, int connections) {
    int fit = MOST_BYTES / Math.max(1, largestBytes);
    return Math.max(connections, Math.min(MOST_OUTSTANDING, fit));
  }

  /** Sends nothing more; from any thread. */
  void stop() {
    source.onSuccess(each -> context.runOnContext(on -> each.stop()));
  }

  /** Waits for the end, and shows each second how far it is. */
  LoadFigures await(Terminal terminal) throws InterruptedException {
    @Nullable LoadFigures before = null;
    while (true) {
      try {
        LoadFigures end = done.get(1, TimeUnit.SECONDS);
        terminal.clear();
        return end;
      } catch (TimeoutException stillSending) {
        if (terminal.isTerminal()) {
          LoadFigures now = source.compose(each -> onContext(each::figures)).await();
          terminal.show(
              LoadReport.progress(
                  now, before == null ? now : before, System.nanoTime() - startNanos));
          before = now;
        }
      } catch (ExecutionException failed) {
        throw new IllegalStateException("cannot send: " + failed.getCause(), failed);
      }
    }
  }

  private <T> Future<T> onContext(java.util.function.Supplier<T> ask) {
    Promise<T> answer = Promise.promise();
    context.runOnContext(on -> answer.complete(ask.get()));
    return answer.future();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
