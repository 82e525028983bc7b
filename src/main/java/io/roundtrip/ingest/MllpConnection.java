package io.roundtrip.ingest;

import io.roundtrip.format.Hl7Header;
import io.roundtrip.model.Headers;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.net.MllpFrames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One MLLP connection: frames in, each admitted as a message, and their answers out in the same order. Loop-confined.
 *
 * <p>Several messages of it may be under way at once, as far as the route allows; at most {@link #MOST_OPEN} wait for their
 * answers. Then, while the sender does not read its answers, and while a message waits for room in the queue, nothing more is
 * read.
 */
final class MllpConnection implements MllpFrames.Reader {
  /** Messages of one connection that wait for their answers. */
  static final int MOST_OPEN = 64;

  private static final byte[] NOTHING = {};

  private final MllpIngest ingest;
  private final NetSocket socket;
  private final MllpFrames frames;
  private final Deque<MllpExchange> open = new ArrayDeque<>();
  private final List<MllpExchange> toFollow = new ArrayList<>();
  private @Nullable MllpExchange waiting;
  private byte[] rest = NOTHING;
  private int at;
  private int reserved;
  private long skipped;
  private long beganNanos;
  private long lastNanos = System.nanoTime();
  private int writes;
  private boolean reading;
  private boolean paused;
  private boolean ending;
  private boolean closed;

  MllpConnection(MllpIngest ingest, NetSocket socket) {
    this.ingest = ingest;
    this.socket = socket;
    this.frames = new MllpFrames(ingest.source.maxFrame());
  }

  void begin() {
    socket.handler(this::onBytes);
    socket.exceptionHandler(broken -> socket.close());
    socket.closeHandler(gone -> onClosed());
    socket.drainHandler(room -> readOn());
  }

  private void onBytes(Buffer bytes) {
    byte[] more = bytes.getBytes();
    rest = at == rest.length ? more : Buffer.buffer(rest).appendBytes(more).getBytes();
    at = at == rest.length || rest == more ? 0 : at;
    readOn();
  }

  /** Reads what there is, as far as there is room for its messages. */
  private void readOn() {
    if (reading || closed) {
      return;
    }
    reading = true;
    if (!frames.isInFrame()) {
      beganNanos = System.nanoTime();
    }
    while (at < rest.length && !isFull()) {
      at = frames.read(rest, at, rest.length, this);
    }
    if (at == rest.length) {
      rest = NOTHING;
      at = 0;
    }
    reserve();
    onSkipped();
    reading = false;
    pauseOrResume();
  }

  private boolean isFull() {
    return ending || waiting != null || open.size() >= MOST_OPEN || socket.writeQueueFull();
  }

  private void pauseOrResume() {
    boolean full = isFull() || at < rest.length;
    if (full && !paused) {
      socket.pause();
    } else if (!full && paused && !closed) {
      beganNanos = System.nanoTime(); // what was not read was not late
      socket.resume();
    }
    paused = full;
  }

  /** Counts what it holds of a frame against the memory that all messages share. */
  private void reserve() {
    hold(frames.held());
    if (reserved > 0 && ingest.memory.isOver()) {
      frames.refuse();
      hold(frames.held());
    }
  }

  private void hold(int bytes) {
    if (bytes != reserved) {
      ingest.memory.correct(reserved, bytes);
      reserved = bytes;
    }
  }

  private void onSkipped() {
    if (frames.skipped() == skipped) {
      return;
    }
    ingest.onSkipped(frames.skipped() - skipped, skipped == 0, socket);
    skipped = frames.skipped();
    if (frames.between() > ingest.source.maxFrame()) {
      ending = true; // no sender of frames
      endIfAnswered();
    }
  }

  // Frames --------------------------------------------------------------------------------------

  @Override
  public boolean onFrame(byte[] content) {
    ingest.onFrame();
    Hl7Header header = Hl7Header.read(content);
    if (header == null) {
      ingest.onUnanswerable(incoming(null, NOTHING), "the frame's content does not begin with MSH");
    } else if (ingest.acknowledging.enhanced() && header.messageCode().equals("ACK")) {
      touch(); // of an acknowledgement of ours; nobody acknowledges that
    } else if (ingest.isDraining()) {
      refuse(header, Reason.DRAINING, "the engine is draining");
    } else if (header.controlId().isEmpty()) {
      refuse(header, Reason.MALFORMED, "MSH-10 has no control id, and an answer needs one");
    } else {
      admit(header, content);
    }
    return !isFull();
  }

  @Override
  public boolean onFault(MllpFrames.Fault fault, byte[] head) {
    ingest.onFault(fault);
    switch (fault) {
      case OVERSIZED ->
          refuse(
              head,
              Reason.TOO_LARGE,
              "a message may have " + ingest.source.maxFrame() + " bytes (from.mllp.max-frame)");
      case UNENDED ->
          refuse(head, Reason.MALFORMED, "the frame did not end before the next one began");
      case CONTROL_CHARACTER ->
          refuse(head, Reason.MALFORMED, "the message has a control character that HL7 excludes");
      case NOT_TAKEN ->
          refuse(
              head,
              Reason.QUEUE_FULL,
              "the messages of all routes together hold all the memory they may");
    }
    return !isFull();
  }

  /** Refuses what there is the beginning of, and answers if that says which message it was. */
  private void refuse(byte[] head, Reason reason, String detail) {
    Hl7Header header = Hl7Header.read(head);
    if (header == null || !header.hasWholeControlId()) {
      ingest.onUnanswerable(incoming(null, NOTHING), detail);
    } else {
      refuse(header, reason, detail);
    }
  }

  private void refuse(Hl7Header header, Reason reason, String detail) {
    MllpExchange exchange = open(header, NOTHING);
    exchange.complete(ingest.admission.refuse(exchange.incoming, reason, detail), null);
  }

  private MllpExchange open(Hl7Header header, byte[] content) {
    MllpExchange exchange = new MllpExchange(this, header, incoming(header, content));
    open.add(exchange);
    ingest.onOpened();
    touch();
    return exchange;
  }

  private Incoming incoming(@Nullable Hl7Header header, byte[] content) {
    long began = beganNanos;
    beganNanos = System.nanoTime(); // of the next frame
    return new Incoming(
        ingest.route,
        Headers.NONE,
        ingest.contentType(header),
        Buffer.buffer(content),
        began,
        System.currentTimeMillis(),
        began + ingest.deadlineNanos,
        null,
        null);
  }

  private void admit(Hl7Header header, byte[] content) {
    MllpExchange exchange = open(header, content);
    if (ingest.isLateFull(header)) {
      exchange.complete(
          ingest.admission.refuse(
              exchange.incoming,
              Reason.QUEUE_FULL,
              "too many messages wait for their application acknowledgement"),
          null);
    } else if (exchange.incoming.waits()) {
      // Until it has its credit, its bytes are of the memory that all share.
      waiting = exchange;
      ingest.memory.correct(0, content.length);
      ingest.admission.awaitCredit(
          exchange.incoming, content.length, taken -> onCredit(exchange, taken));
    } else {
      ingest.admission.submit(exchange.incoming, exchange);
    }
  }

  private void onCredit(MllpExchange exchange, boolean taken) {
    ingest.memory.correct(exchange.incoming.body.length(), 0);
    waiting = null;
    if (closed || exchange.answer() != null) {
      if (taken) {
        ingest.admission.forget(exchange.incoming);
      }
      return;
    }
    if (taken) {
      ingest.admission.submit(exchange.incoming, exchange);
    } else {
      exchange.complete(ingest.admission.refuseFull(exchange.incoming), null);
    }
    readOn();
  }

  // Answers -------------------------------------------------------------------------------------

  /** What the message's sender is to be told; it is told when the messages before it have been. */
  void onOutcome(MllpExchange exchange, Outcome outcome) {
    exchange.answer(outcome, ingest.answers(exchange.header, outcome));
    if (!closed) {
      flush();
      readOn();
    }
  }

  private void flush() {
    Buffer answers = null;
    int answered = 0;
    for (MllpExchange next = open.peek();
        next != null && next.answer() != null;
        next = open.peek()) {
      open.remove();
      answered++;
      if (next.held() != null) {
        toFollow.add(next); // only behind the answer that it is held
      }
      Buffer one = next.answer();
      answers = answers == null || one == null ? one : answers.appendBuffer(one);
    }
    if (answers != null) {
      write(answers, answered);
    }
    toFollow.forEach(exchange -> ingest.follow(this, exchange));
    toFollow.clear();
  }

  /** Writes an answer that has no turn; false if nobody is there to read it. */
  boolean tryWrite(Buffer frames) {
    if (!closed) {
      write(frames, 0);
    }
    return !closed;
  }

  private void write(Buffer answers, int answered) {
    touch();
    writes++;
    socket
        .write(answers)
        .onComplete(
            written -> {
              writes--;
              ingest.onAnswered(answered);
              if (ingest.isDraining() || ending) {
                endIfAnswered();
              }
            });
  }

  /** While the engine drains, and where framing is lost, the connection ends behind its last answer. */
  private void endIfAnswered() {
    if (open.isEmpty() && writes == 0 && (ending || (at == rest.length && !frames.isInFrame()))) {
      socket.close();
    }
  }

  // Time ----------------------------------------------------------------------------------------

  private void touch() {
    lastNanos = System.nanoTime();
  }

  /** Ends what takes too long to arrive, or does not come at all. */
  void sweep(long nowNanos) {
    if (paused || ending) {
      return;
    }
    if (frames.isInFrame()) {
      if (nowNanos - beganNanos >= ingest.deadlineNanos) {
        ingest.onFault(MllpFrames.Fault.UNENDED);
        ending = true; // what follows may belong to the same frame
        refuse(
            frames.head(),
            Reason.BODY_TIMEOUT,
            "the frame did not end within the route's deadline");
        hold(0);
        pauseOrResume();
        endIfAnswered();
      }
    } else if (open.isEmpty()
        && nowNanos - lastNanos >= ingest.source.idleTimeout().toNanos()
        && !ingest.isFollowed(this)) {
      socket.close();
    }
  }

  /** The engine stops: what waits for room in the queue has waited long enough. */
  void finish() {
    MllpExchange inLine = waiting;
    if (inLine != null) {
      // First the answer: what leaves the line without one is told that the queue is full.
      inLine.complete(
          ingest.admission.refuse(inLine.incoming, Reason.DRAINING, "the engine is draining"),
          null);
      ingest.admission.forget(inLine.incoming);
    }
  }

  private void onClosed() {
    closed = true;
    hold(0);
    List<MllpExchange> left = List.copyOf(open);
    open.clear();
    for (MllpExchange exchange : left) {
      if (exchange.answer() == null) {
        if (exchange.equals(waiting)) {
          ingest.admission.forget(exchange.incoming);
        } else {
          ingest.admission.senderLeft(exchange.incoming);
        }
      }
    }
    ingest.onClosed(this, left.size());
  }
}
