package io.roundtrip.ingest;

import io.roundtrip.bus.Caller;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.MakeRoom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds room in a full queue that drops its oldest messages: asks the worker of its own shard to drop what has waited
 * longest there, and the others in turn if that is not enough. Loop-confined.
 *
 * <p>What is dropped leaves its credit to the new message, so that nobody else can take the room. If all of what is taken
 * is on its way to a queue and cannot be dropped, there is no room.
 */
final class RoomSearch {
  private static final Logger LOG = LoggerFactory.getLogger(RoomSearch.class);

  /** How many messages of one shard may search at once; their bodies have no credit. */
  private static final int MOST = 64;

  private final Caller caller;
  private final Addresses addresses;
  private final int shard;
  private final int shards;
  private int searching;

  RoomSearch(Caller caller, Addresses addresses, int shard, int shards) {
    this.caller = caller;
    this.addresses = addresses;
    this.shard = shard;
    this.shards = shards;
  }

  /** Whether a search may find room: not for a message that the others of its route are not in the way of. */
  boolean mayBegin(Incoming incoming) {
    return searching < MOST && incoming.route.credits().couldFit(incoming.body.length());
  }

  /** Tells {@code then}, once {@link #mayBegin}, whether the message has its credit. */
  void begin(Incoming incoming, long deadlineNanos, Consumer<Boolean> then) {
    searching++;
    ask(shard, -1, incoming, deadlineNanos, then);
  }

  private void ask(
      int at, long held, Incoming incoming, long deadlineNanos, Consumer<Boolean> then) {
    int size = incoming.body.length();
    caller.request(
        addresses.makeRoom(at),
        new MakeRoom(incoming.route.index(), held, size),
        deadlineNanos,
        (room, failure) -> {
          int next = (at + 1) % shards;
          if (failure != null) {
            // What was held went with the question.
            LOG.error("a worker made no room route={} shard={}", incoming.route.id(), at, failure);
            end(false, then);
          } else if (room == size) {
            incoming.credit = size;
            end(true, then);
          } else if (next != shard) {
            ask(next, room, incoming, deadlineNanos, then);
          } else {
            if (room >= 0) {
              incoming.route.credits().giveBack(room);
            }
            end(false, then);
          }
        });
  }

  private void end(boolean found, Consumer<Boolean> then) {
    searching--;
    then.accept(found);
  }
}
