package io.roundtrip.destination;

import io.roundtrip.format.AckReader;
import io.roundtrip.format.AckReader.Ack;
import io.roundtrip.format.Hl7Header;
import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.Reason;
import io.roundtrip.net.MllpFrames;
import io.roundtrip.net.SocketFault;
import io.roundtrip.outcome.AckCode;
import io.roundtrip.outcome.AttemptResult;
import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/**
 * One attempt over MLLP: a connection of its own → the message → its acknowledgement. Loop-confined.
 *
 * <p>Only an acknowledgement whose MSA-2 is the message's control id counts; any other is passed over. MLLP has no
 * statuses; those given here are those of an HTTP destination that means the same: 200 for AA and CA, 500 for AE and CE, 400
 * for AR and CR.
 */
final class MllpCall implements Destination.Call, Completable<MllpLine> {
  private static final String HL7 = "application/hl7-v2";
  private static final int TAKEN = 200;
  private static final int ERROR = 500;
  private static final int REFUSED = 400;

  private final MllpDestination destination;
  private final Destination.Listener listener;
  private @Nullable MllpLine line;
  private String controlId = "";
  private boolean sent;
  private boolean over;

  MllpCall(MllpDestination destination, Destination.Listener listener) {
    this.destination = destination;
    this.listener = listener;
  }

  @Override
  public void connect() {
    MllpLine free = destination.takeIdle();
    if (free == null) {
      destination.connect(this);
    } else {
      complete(free, null);
    }
  }

  /** There is a connection, or none could be had. */
  @Override
  public void complete(@Nullable MllpLine taken, @Nullable Throwable failure) {
    if (taken == null) {
      end(
          AttemptResult.notAttempted(
              Reason.NO_CONNECTION,
              "cannot connect to " + destination.peer + ": " + SocketFault.words(failure)));
    } else if (over) {
      destination.giveBack(taken);
    } else {
      line = taken;
      taken.use(this);
      listener.onConnected();
    }
  }

  @Override
  public void send(Outgoing message) {
    MllpLine to = line;
    if (to == null) {
      throw new IllegalStateException("send before a connection was taken");
    }
    byte[] body = message.body().getBytes();
    Hl7Header header = Hl7Header.read(body);
    String id = header == null ? "" : header.controlId().strip();
    if (id.isEmpty() || !MllpFrames.canFrame(body)) {
      destination.giveBack(to);
      end(
          AttemptResult.notAttempted(
              Reason.MALFORMED, "the message has no control id, or cannot be framed"));
      return;
    }
    controlId = id;
    sent = true;
    to.write(body);
  }

  /** A frame has come. */
  void onFrame(byte[] content) {
    Ack ack = sent ? AckReader.read(content) : null;
    if (over || ack == null || !ack.controlId().equals(controlId)) {
      return; // of another message, or none
    }
    AckCode code = ack.code();
    if (code == null) {
      lost("its acknowledgement has no code of HL7's");
      return;
    }
    MllpLine used = line;
    if (used != null) {
      destination.giveBack(used);
    }
    end(result(code, content));
  }

  private AttemptResult result(AckCode code, byte[] content) {
    return switch (code) {
      case AA, CA -> AttemptResult.delivered(TAKEN, answer(TAKEN, content));
      case AE, CE ->
          AttemptResult.rejected(ERROR, "answered " + code.name(), answer(ERROR, content));
      case AR, CR ->
          AttemptResult.rejected(REFUSED, "answered " + code.name(), answer(REFUSED, content));
    };
  }

  private @Nullable DestinationAnswer answer(int status, byte[] content) {
    return destination.keepAnswer ? new DestinationAnswer(status, HL7, content) : null;
  }

  /** A frame has come that cannot be read. */
  void onFault(MllpFrames.Fault fault) {
    if (sent && !over) {
      lost(
          fault == MllpFrames.Fault.OVERSIZED
              ? "its answer exceeds max-response"
              : "its answer cannot be read");
    }
  }

  /** Nobody knows, and nothing that this connection brings later may be taken for an answer to another message. */
  private void lost(String cause) {
    MllpLine used = line;
    if (used != null) {
      used.close();
    }
    end(AttemptResult.unknown(0, cause));
  }

  /** The connection is gone. */
  void onLost(String cause) {
    end(
        sent
            ? AttemptResult.unknown(0, "connection lost: " + cause)
            : AttemptResult.notAttempted(Reason.NO_CONNECTION, "connection lost: " + cause));
  }

  private void end(AttemptResult result) {
    line = null;
    if (!over) {
      over = true;
      listener.onEnded(result);
    }
  }

  @Override
  public void abandon() {
    over = true;
    MllpLine used = line;
    line = null;
    if (used != null && sent) {
      used.close();
    } else if (used != null) {
      destination.giveBack(used);
    }
  }
}
