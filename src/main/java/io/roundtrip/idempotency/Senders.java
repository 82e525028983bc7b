package io.roundtrip.idempotency;

import io.roundtrip.idempotency.KeyTally.Result;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.protocol.KeyedOutcome;
import io.roundtrip.protocol.Submission;
import io.roundtrip.reactor.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everyone on a shard who has sent a message with an idempotency key and has no answer yet, and the answers. Loop-confined.
 *
 * <p>Each is answered once. Who is answered may send again, with the same key, before the call returns.
 */
final class Senders {
  /** Who waits for a message of another, over all keys of the shard; one more is refused. */
  static final int MOST_ATTACHED = 10_000;

  private static final long SOON_MILLIS = 1_000;

  private final Map<String, Sender> byMessage = new HashMap<>();
  private final Ticker ticker;
  private final KeyTally tally;
  private int attached;

  Senders(Ticker ticker, KeyTally tally) {
    this.ticker = ticker;
    this.tally = tally;
  }

  void add(Sender sender) {
    byMessage.put(sender.messageId, sender);
  }

  @Nullable Sender find(String messageId) {
    return byMessage.get(messageId);
  }

  List<Sender> all() {
    return List.copyOf(byMessage.values());
  }

  /** Its message goes to its destinations now: the worker gives its credit back, and alone decides its deadline. */
  Submission start(Sender sender, boolean first) {
    ticker.cancel(sender);
    tally.count(sender.route, first ? Result.FIRST : Result.RESUMED);
    Submission message = sender.message();
    sender.submission = null;
    return message;
  }

  /** It waits for the message of another, which is the same. */
  void attach(Sender sender) {
    if (attached >= MOST_ATTACHED) {
      refuse(sender, Reason.QUEUE_FULL, "too many wait for messages with their keys");
    } else {
      attached++;
      sender.attached = true;
      giveCreditBack(sender);
      tally.count(sender.route, Result.ATTACHED);
    }
  }

  /** The outcome was there before it came. */
  void replay(Sender sender, Outcome outcome) {
    tally.count(sender.route, Result.REPLAYED);
    tally.answered(sender.route, outcome);
    end(sender, outcome, true);
  }

  void conflict(Sender sender) {
    tally.count(sender.route, Result.CONFLICT);
    refuse(sender, Reason.KEY_REUSED, "the key came before, with another body");
  }

  void withoutStore(List<Sender> waiting, String why) {
    waiting.forEach(sender -> withoutStore(sender, why));
  }

  void withoutStore(Sender sender, String why) {
    tally.count(sender.route, Result.STORE_UNAVAILABLE);
    refuse(sender, Reason.STORE_UNAVAILABLE, why);
  }

  /** The message that has its key is not at its end yet. */
  void timeOut(Sender sender) {
    tally.count(sender.route, Result.TIMEOUT);
    HeldKey held = sender.held;
    tell(
        sender,
        Delivery.unknown(
            held.route, held.messageId, "a message with this key is still on its way"));
  }

  /** Nobody hears it; but whoever asked for it keeps a place for the answer. */
  void leave(Sender sender) {
    end(sender, refusal(sender, Reason.SENDER_LEFT, "the sender left"), false);
  }

  /** The engine stops, and knows nothing of its message. */
  void giveUp(Sender sender) {
    if (sender.submission == null) {
      HeldKey held = sender.held;
      tell(sender, Delivery.unknown(held.route, held.messageId, "the engine stops"));
    } else {
      refuse(sender, Reason.DRAINING, "the engine is draining");
    }
  }

  /** What its message, or the one that it waited for, came to. */
  void tell(Sender sender, Outcome outcome) {
    if (sender.attached || sender.submission != null) {
      tally.answered(sender.route, outcome); // a worker has counted the others
    }
    end(sender, outcome, false);
  }

  private void refuse(Sender sender, Reason reason, String detail) {
    Outcome refusal = refusal(sender, reason, detail);
    tally.answered(sender.route, refusal);
    end(sender, refusal, false);
  }

  private static Outcome refusal(Sender sender, Reason reason, String detail) {
    return Outcome.refused(
        sender.messageId,
        sender.held.route.id(),
        reason,
        detail,
        reason.httpStatus() == 503 ? SOON_MILLIS : 0);
  }

  private void end(Sender sender, Outcome outcome, boolean replayed) {
    if (!byMessage.remove(sender.messageId, sender)) {
      return; // it has its answer
    }
    ticker.cancel(sender);
    sender.held.senders.remove(sender);
    attached -= sender.attached ? 1 : 0;
    giveCreditBack(sender);
    sender.answer.succeed(new KeyedOutcome(outcome, replayed));
  }

  private static void giveCreditBack(Sender sender) {
    Submission message = sender.submission;
    if (message != null) {
      sender.submission = null;
      sender.held.route.credits().giveBack(message.body().length());
    }
  }
}
