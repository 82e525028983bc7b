package io.roundtrip.kit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * A sender that does not wait for its answers: messages are due at a fixed rate, and what an answer took counts from when
 * its message was due. Thread-safe: it runs on a loop of its own, the test looks from its thread.
 */
public final class OpenLoop implements AutoCloseable {
  private static final int CONNECTIONS = 512;
  private static final int MOST_OUTSTANDING = 4 * CONNECTIONS;
  private static final long TICK_MILLIS = 5;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClientAgent client;
  private final RequestOptions request;
  private final Buffer body;
  private Map<Integer, Histogram> took = new TreeMap<>();
  private long begun;
  private long due;
  private long notSent;
  private long failed;
  private int outstanding;
  private long timer = -1;

  /**
   * What came of the messages.
   *
   * @param seconds how long they were sent
   * @param notSent due, but too many were outstanding
   * @param failed sent, and not answered
   * @param took microseconds from when they were due, by the status of the answer
   */
  public record Figures(double seconds, long notSent, long failed, Map<Integer, Histogram> took) {
    /** Answers with this status. */
    public long count(int status) {
      Histogram all = took.get(status);
      return all == null ? 0 : all.getTotalCount();
    }

    /** Milliseconds that all but one of a hundred answers with this status took at most. */
    public double p99Millis(int status) {
      Histogram all = took.get(status);
      return all == null ? 0 : all.getValueAtPercentile(99) / 1e3;
    }
  }

  /** A sender of one body to one path of this host. */
  public OpenLoop(int port, String path, String json) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(MOST_OUTSTANDING));
    request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI(path)
            .putHeader("Content-Type", "application/json");
    body = Buffer.buffer(json);
  }

  /** Sends so many a second until it is stopped. */
  public synchronized void start(double perSecond) {
    took = new TreeMap<>();
    begun = System.nanoTime();
    due = 0;
    notSent = 0;
    failed = 0;
    timer = vertx.setPeriodic(TICK_MILLIS, tick -> sendWhatIsDue(perSecond));
  }

  private synchronized void sendWhatIsDue(double perSecond) {
    long now = System.nanoTime();
    for (long at = dueAt(perSecond); timer >= 0 && at - now <= 0; at = dueAt(perSecond)) {
      due++;
      if (outstanding == MOST_OUTSTANDING) {
        notSent++;
      } else {
        outstanding++;
        send(at);
      }
    }
  }

  private long dueAt(double perSecond) {
    return begun + Math.round((double) due * 1e9 / perSecond);
  }

  private void send(long dueNanos) {
    client
        .request(request)
        .compose(open -> open.send(body))
        .compose(response -> response.body().map(read -> response.statusCode()))
        .onComplete((status, failure) -> onAnswer(dueNanos, failure == null ? status : -1));
  }

  private synchronized void onAnswer(long dueNanos, int status) {
    outstanding--;
    if (status < 0) {
      failed++;
    } else {
      took.computeIfAbsent(status, none -> new Histogram(3))
          .recordValue(Math.max(0, (System.nanoTime() - dueNanos) / 1_000));
    }
  }

  /** Sends no more, waits for what is outstanding, and says what came of all. */
  public Figures stop() {
    double seconds;
    synchronized (this) {
      vertx.cancelTimer(timer);
      timer = -1;
      seconds = (double) (System.nanoTime() - begun) / 1e9;
    }
    Await.until("every answer", this::outstanding, left -> left == 0);
    synchronized (this) {
      return new Figures(seconds, notSent, failed, took);
    }
  }

  private synchronized int outstanding() {
    return outstanding;
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
