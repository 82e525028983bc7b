package io.roundtrip.ingest;

import io.roundtrip.format.Input;
import io.roundtrip.format.KeyReader;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Reason;
import io.roundtrip.net.Traceparent;
import io.roundtrip.protocol.Submission;
import io.roundtrip.route.Route;
import org.jspecify.annotations.Nullable;

/** Reads of a message what decides where it goes: its keys, and by them the shard that runs it. Loop-confined. */
final class Reading {
  private static final byte[] NOT_READ = {};

  private final MessageIds ids;
  private final int shard;
  private final int shards;

  Reading(MessageIds ids, int shard, int shards) {
    this.ids = ids;
    this.shard = shard;
    this.shards = shards;
  }

  /** What was read. Immutable. */
  sealed interface Read {
    /**
     * It can be handed to the shard.
     *
     * @param idempotencyKey null where it has none
     */
    record Addressed(int shard, Submission submission, @Nullable String idempotencyKey)
        implements Read {}

    /** It lacks a key that it must have, or cannot be parsed. */
    record Refused(Reason reason, String detail) implements Read {}
  }

  /** Reads the message, and gives it its id. */
  Read read(Incoming incoming) {
    Route route = incoming.route;
    String key = null;
    KeyReader reader = route.key();
    if (reader != null) {
      switch (reader.read(input(incoming, reader))) {
        case KeyReader.Key.Found found -> key = found.value();
        case KeyReader.Key.Missing(Reason reason, String detail) -> {
          return new Read.Refused(reason, detail);
        }
      }
    }
    String idempotencyKey = null;
    KeyReader repeats = route.idempotencyKey();
    if (repeats != null) {
      switch (repeats.read(input(incoming, repeats))) {
        case KeyReader.Key.Found found -> idempotencyKey = found.value();
        case KeyReader.Key.Missing(Reason reason, String detail) -> {
          if (reason != Reason.MISSING_VALUE) {
            return new Read.Refused(reason, detail);
          }
        }
      }
    }
    int owner = route.isOrdered() ? route.laneShard(key, shards) : shard;
    return new Read.Addressed(
        owner, submission(incoming, owner, key, idempotencyKey), idempotencyKey);
  }

  private Submission submission(
      Incoming incoming, int owner, @Nullable String key, @Nullable String idempotencyKey) {
    String id = ids.next(incoming.epochMillis, owner);
    return new Submission(
        incoming.route.index(),
        id,
        key,
        incoming.body,
        incoming.contentType,
        incoming.headers,
        downstreamKey(incoming, id, idempotencyKey),
        Traceparent.valid(incoming.traceparent),
        incoming.arrivedNanos,
        incoming.deadlineNanos,
        incoming.epochMillis);
  }

  private static String downstreamKey(Incoming incoming, String id, @Nullable String key) {
    if (incoming.idempotencyKey != null) {
      return incoming.idempotencyKey;
    }
    return key == null ? id : KeyText.downstream(incoming.route.id(), key);
  }

  private static Input input(Incoming incoming, KeyReader reader) {
    return new Input(
        reader.parses() ? incoming.body.getBytes() : NOT_READ,
        incoming.contentType,
        incoming.headers,
        "",
        incoming.epochMillis);
  }
}
