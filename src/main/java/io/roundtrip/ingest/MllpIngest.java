package io.roundtrip.ingest;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.Hl7Header;
import io.roundtrip.metrics.MllpFigures;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.net.MllpFrames;
import io.roundtrip.net.Ports;
import io.roundtrip.net.TlsSockets;
import io.roundtrip.queue.Credits;
import io.roundtrip.route.Route;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's share of a route's MLLP port. Loop-confined; those of several shards on one port share its connections.
 *
 * <p>While it drains, each new message is answered that it was not attempted, and its connection is closed behind that; who
 * drains is told when every message that was admitted before has its answer.
 */
final class MllpIngest {
  private static final Logger LOG = LoggerFactory.getLogger(MllpIngest.class);
  private static final long SWEEP_MILLIS = 250;
  private static final String HL7 = "application/hl7-v2";

  final Route route;
  final RouteConf.MllpSource source;
  final Admission admission;
  final Credits memory;
  final Acknowledging acknowledging;
  final long deadlineNanos;

  private final Vertx vertx;
  private final LateAcknowledgements late;
  private final int maxConnections;
  private final NetServer server;
  private final long sweeper;
  private final Set<MllpConnection> connections = new HashSet<>();
  private final long[] faults = new long[MllpFrames.Fault.values().length];
  private long accepted;
  private long turnedAway;
  private long frames;
  private long unanswerable;
  private long skippedBytes;
  private int open;
  private @Nullable Runnable whenIdle;
  private boolean draining;
  private boolean toldNoConnection;

  /**
   * The share of one of so many shards.
   *
   * @param port as {@link NetServerOptions} takes it: a negative one is a free one that the shards share
   * @param memory bounds what all routes hold together
   * @param late follows messages to their end, on this shard
   */
  MllpIngest(
      Vertx vertx,
      Route route,
      RouteConf.MllpSource source,
      int port,
      int shards,
      Admission admission,
      Credits memory,
      LateAcknowledgements late) {
    this.vertx = vertx;
    this.route = route;
    this.source = source;
    this.admission = admission;
    this.memory = memory;
    this.late = late;
    this.acknowledging = new Acknowledging(source.enhanced());
    this.deadlineNanos = route.conf().deadline().toNanos();
    this.maxConnections = Math.max(1, source.maxConnections() / shards);
    NetServerOptions options =
        new NetServerOptions()
            .setHost(source.host())
            .setPort(port)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setAcceptBacklog(4096);
    this.server =
        vertx
            .createNetServer(TlsSockets.with(options, source.tls()))
            .connectHandler(this::onConnection)
            .exceptionHandler(this::onNoConnection);
    this.sweeper = vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep(System.nanoTime()));
  }

  /** Opens the port; a failure names the address and what to do. */
  Future<?> listen() {
    return Ports.open(server, source.host(), source.port());
  }

  /** The port it listens on. */
  int port() {
    return server.actualPort();
  }

  /** Closes the port and its connections. */
  Future<?> close() {
    vertx.cancelTimer(sweeper);
    return server.close();
  }

  private void onConnection(NetSocket socket) {
    if (connections.size() >= maxConnections) {
      turnedAway++;
      socket.close();
      return;
    }
    accepted++;
    MllpConnection connection = new MllpConnection(this, socket);
    connections.add(connection);
    connection.begin();
  }

  /** Of TLS, mostly: who does not speak it, or shows no certificate that counts. Told once: anybody may come so. */
  private void onNoConnection(Throwable failure) {
    if (toldNoConnection) {
      LOG.debug("no connection came about route={}", route.id(), failure);
      return;
    }
    toldNoConnection = true;
    LOG.info("no connection came about route={} error=\"{}\"", route.id(), failure.getMessage());
  }

  private void sweep(long nowNanos) {
    List.copyOf(connections).forEach(connection -> connection.sweep(nowNanos));
  }

  // Drain ---------------------------------------------------------------------------------------

  boolean isDraining() {
    return draining;
  }

  /** Refuses new messages; {@code idle} runs once, when what was admitted before is answered. */
  void drain(Runnable idle) {
    draining = true;
    whenIdle = idle;
    tellIfIdle();
  }

  /** Refuses what has no place in the queue yet. */
  void finish() {
    List.copyOf(connections).forEach(MllpConnection::finish);
  }

  private void tellIfIdle() {
    Runnable listener = whenIdle;
    if (listener != null && open == 0) {
      whenIdle = null;
      listener.run();
    }
  }

  // What its connections tell -------------------------------------------------------------------

  void onOpened() {
    open++;
  }

  void onAnswered(int messages) {
    open -= messages;
    tellIfIdle();
  }

  void onClosed(MllpConnection connection, int unanswered) {
    connections.remove(connection);
    late.forget(connection);
    onAnswered(unanswered);
  }

  void onFrame() {
    frames++;
  }

  @SuppressWarnings("EnumOrdinal") // counted, never stored
  void onFault(MllpFrames.Fault fault) {
    frames++;
    faults[fault.ordinal()]++;
  }

  /** A frame from which no header could be read is counted as a message that was refused. */
  void onUnanswerable(Incoming incoming, String detail) {
    unanswerable++;
    admission.refuse(incoming, Reason.MALFORMED, detail);
  }

  void onSkipped(long bytes, boolean first, NetSocket socket) {
    skippedBytes += bytes;
    if (first) {
      LOG.info(
          "bytes between frames are passed over route={} peer={}",
          route.id(),
          socket.remoteAddress());
    }
  }

  /** Whether so many are followed to their end that this message, which wants to be, cannot be taken. */
  boolean isLateFull(Hl7Header header) {
    return late.isFull()
        && route.conf().reply() != RouteConf.Reply.DELIVERED
        && acknowledging.wantsLater(header);
  }

  /** A message that is held is followed to its end if its sender wants to know that. */
  void follow(MllpConnection connection, MllpExchange exchange) {
    Outcome held = exchange.held();
    if (held != null && acknowledging.wantsLater(exchange.header)) {
      late.follow(connection, acknowledging, exchange.header, held);
    }
  }

  /** Whether the connection's sender still waits to be told of a message's end. */
  boolean isFollowed(MllpConnection connection) {
    return late.follows(connection);
  }

  /** What the sender is told now. */
  Buffer answers(Hl7Header header, Outcome outcome) {
    return acknowledging.answers(header, outcome, System.currentTimeMillis());
  }

  /** With the character set of a message that names none, where the conf does. */
  String contentType(@Nullable Hl7Header header) {
    String encoding = source.encoding();
    return encoding == null || header == null || header.namesCharset()
        ? HL7
        : HL7 + "; charset=" + encoding;
  }

  @SuppressWarnings("EnumOrdinal") // counted, never stored
  private long count(MllpFrames.Fault fault) {
    return faults[fault.ordinal()];
  }

  /** What it has counted. */
  MllpFigures figures() {
    return new MllpFigures(
        route.id(),
        port(),
        connections.size(),
        accepted,
        turnedAway,
        frames,
        count(MllpFrames.Fault.OVERSIZED),
        count(MllpFrames.Fault.UNENDED),
        count(MllpFrames.Fault.CONTROL_CHARACTER),
        count(MllpFrames.Fault.NOT_TAKEN),
        unanswerable,
        skippedBytes);
  }
}
