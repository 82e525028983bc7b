package io.roundtrip.ingest;

import io.roundtrip.format.Hl7Header;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** One message of an MLLP connection, from its frame to its answer's turn. Loop-confined. */
final class MllpExchange implements Completable<Outcome> {
  final Hl7Header header;
  final Incoming incoming;
  private final MllpConnection connection;
  private @Nullable Buffer answer;
  private @Nullable Outcome held;

  MllpExchange(MllpConnection connection, Hl7Header header, Incoming incoming) {
    this.connection = connection;
    this.header = header;
    this.incoming = incoming;
  }

  /** What became of the message, or that it is held. */
  @Override
  public void complete(Outcome outcome, @Nullable Throwable failure) {
    if (answer == null) {
      connection.onOutcome(this, outcome);
    }
  }

  void answer(Outcome outcome, Buffer frames) {
    answer = frames;
    held = outcome.kind() == OutcomeKind.ACCEPTED ? outcome : null;
  }

  /** What its sender was told while its end is not known; null if there is nothing more to tell. */
  @Nullable Outcome held() {
    return held;
  }

  /** Null until it is known; empty if there is none. */
  @Nullable Buffer answer() {
    return answer;
  }
}
