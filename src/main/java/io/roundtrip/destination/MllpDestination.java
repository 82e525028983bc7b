package io.roundtrip.destination;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.TlsConf;
import io.roundtrip.net.TlsSockets;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A system that takes HL7 v2 over MLLP. Loop-confined: each shard has connections of its own.
 *
 * <p>A connection has one message in flight. How many there are in flight over all shards is the gate's to say, which has
 * as many slots as the destination has {@code connections}; a shard keeps its share of them open when they are idle, one at
 * least, the one that was used last first. A connection that is idle for longer than {@code keep-alive} is closed, for who is
 * between may have forgotten it, and a message written into it would be unknown.
 */
final class MllpDestination implements Destination {
  private static final long SWEEP_MILLIS = 250;

  final int maxResponse;
  final boolean keepAnswer;

  /** The host and port, for the log. */
  final String peer;

  private final Vertx vertx;
  private final NetClient client;
  private final ConnectOptions address;
  private final long keepAliveNanos;
  private final int share;
  private final Deque<MllpLine> idle = new ArrayDeque<>();
  private final Set<MllpLine> open = new HashSet<>();
  private final long sweeper;
  private boolean closed;

  MllpDestination(
      Vertx vertx,
      DestinationConf conf,
      DestinationConf.Mllp mllp,
      boolean keepAnswer,
      int shards) {
    this.vertx = vertx;
    this.maxResponse = mllp.maxResponse();
    this.keepAnswer = keepAnswer;
    this.peer = mllp.host() + ":" + mllp.port();
    this.keepAliveNanos = mllp.keepAlive().toNanos();
    this.share = Math.max(1, conf.concurrency() / shards);
    int timeoutMillis = (int) Math.min(Integer.MAX_VALUE, conf.timeout().toMillis());
    NetClientOptions options = new NetClientOptions();
    options.setConnectTimeout(timeoutMillis).setTcpNoDelay(true).setTcpKeepAlive(true);
    options.setSslHandshakeTimeout(timeoutMillis).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    this.client = vertx.createNetClient(TlsSockets.with(options, mllp.tls()));
    this.address = address(mllp);
    this.sweeper = vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep(System.nanoTime()));
  }

  private static ConnectOptions address(DestinationConf.Mllp mllp) {
    TlsConf.Client tls = mllp.tls();
    String name = tls == null || tls.serverName() == null ? mllp.host() : tls.serverName();
    // Without setSsl the client's own TLS is passed over, and the message would go out as it is.
    ConnectOptions options =
        new ConnectOptions().setHost(name).setPort(mllp.port()).setSsl(tls != null);
    return name.equals(mllp.host())
        ? options
        : options
            .setRemoteAddress(SocketAddress.inetSocketAddress(mllp.port(), mllp.host()))
            .setSniServerName(name);
  }

  @Override
  public Call call(Listener listener) {
    return new MllpCall(this, listener);
  }

  /** An idle connection; null if a new one is needed. */
  @Nullable MllpLine takeIdle() {
    return idle.pollLast();
  }

  /** Connects; the line is nobody's yet. */
  void connect(Completable<MllpLine> asker) {
    client.connect(address).onComplete((socket, failure) -> onConnected(socket, failure, asker));
  }

  private void onConnected(
      @Nullable NetSocket socket, @Nullable Throwable failure, Completable<MllpLine> asker) {
    if (socket == null) {
      asker.fail(failure == null ? new IllegalStateException("no connection") : failure);
      return;
    }
    MllpLine line = new MllpLine(this, socket);
    open.add(line);
    asker.succeed(line);
  }

  /** The line is not used any more; what was asked of it is over. */
  void giveBack(MllpLine line) {
    line.use(null);
    if (!line.isOpen()) {
      return;
    }
    if (closed || idle.size() >= share) {
      line.close();
    } else {
      line.idleSince(System.nanoTime());
      idle.addLast(line);
    }
  }

  /** The line is closed. */
  void forget(MllpLine line) {
    idle.remove(line);
    open.remove(line);
  }

  private void sweep(long nowNanos) {
    while (!idle.isEmpty() && nowNanos - idle.getFirst().idleSinceNanos() >= keepAliveNanos) {
      idle.getFirst().close();
    }
  }

  @Override
  public Future<?> close() {
    closed = true;
    vertx.cancelTimer(sweeper);
    List.copyOf(open).forEach(MllpLine::close);
    return client.close();
  }
}
