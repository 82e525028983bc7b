package io.roundtrip.worker;

import io.roundtrip.format.Prepared;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.StateView;
import io.roundtrip.protocol.Submission;
import io.roundtrip.store.JournaledMessage;
import io.vertx.core.Completable;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What the worker keeps of a message on its way. Loop-confined. */
final class Transit {
  final Submission submission;
  final Completable<Outcome> sender;
  Buffer body;
  String contentType;
  @Nullable Prepared prepared;

  /** The engine's number when a stored message came: it is to be sent only while the lease of that is held. */
  long engine;

  /** What the journal keeps of it, once that was made. */
  @Nullable JournaledMessage journaled;

  /** Whether the store was asked to have it as in flight, and has not answered. */
  boolean recording;

  /** What became of it, where that was known before the store answered. */
  @Nullable Outcome settledEarly;

  /** Its hold on the state of its key; null where it has none. */
  @Nullable Visit visit;

  /** The state that did not allow it. */
  @Nullable StateView refusedBy;

  /** Whether nothing of it is open: what comes for it now is too late. */
  boolean settled;

  Transit(Submission submission, Completable<Outcome> sender) {
    this.submission = submission;
    this.sender = sender;
    this.body = submission.body();
    this.contentType = submission.contentType();
  }
}
