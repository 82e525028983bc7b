package io.roundtrip.worker;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.EventReader;
import io.roundtrip.format.Prepared;
import io.roundtrip.model.Reason;
import io.roundtrip.protocol.Submission;
import io.roundtrip.route.Route;
import io.roundtrip.route.RouteState;
import io.roundtrip.state.Entity;
import io.roundtrip.state.StateRules.Step;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says what a route's message comes to at the state of its key. Immutable, so that it may be asked on any thread. */
final class StateJudge {
  /** A key is an index's entry in the store. */
  private static final int LONGEST_KEY = 1_000;

  private final Route route;
  private final RouteState state;

  StateJudge(Route route, RouteState state) {
    this.route = route;
    this.state = state;
  }

  /**
   * What a message comes to.
   *
   * @param next what the state will be; null if it does not change, or the message may not be sent
   * @param refusal why it may not be sent; null if it may
   * @param isConflict whether the state does not allow it
   */
  record Judged(@Nullable Entity next, Prepared.@Nullable Refused refusal, boolean isConflict) {
    static Judged refused(Reason reason, String detail) {
      return new Judged(null, new Prepared.Refused(reason, detail), false);
    }
  }

  /** Why there can be no state of this key; null if there can. */
  Prepared.@Nullable Refused refusal(@Nullable String key) {
    return key != null && isKeepable(key)
        ? null
        : new Prepared.Refused(
            Reason.MISSING_VALUE,
            "state: key '"
                + state.conf().key().text()
                + "' must be text of 1 to "
                + LONGEST_KEY
                + " characters");
  }

  private static boolean isKeepable(String key) {
    // A zero is no character for the store, and half of a pair none at all.
    return key.length() <= LONGEST_KEY
        && key.indexOf('\0') < 0
        && StandardCharsets.UTF_8.newEncoder().canEncode(key);
  }

  /** What the message comes to, where the state is as given. */
  Judged judge(Submission submission, Entity now) {
    UUID message = identity(submission);
    if (message != null && message.equals(now.lastMessage()) && isRemembered(submission, now)) {
      // An engine died between the state and the outcome: it may be sent again, and has moved.
      return new Judged(null, null, false);
    }
    EventReader reader = state.reader();
    return switch (reader.read(submission.input(reader.parses()))) {
      case EventReader.Event.Unreadable no -> Judged.refused(no.reason(), no.detail());
      case EventReader.Event.Read read ->
          switch (state.rules().step(now, read.event(), read.values(), message)) {
            case Step.To to -> new Judged(to.entity(), null, false);
            case Step.Unfit(int rule, String problem) ->
                Judged.refused(
                    Reason.MISSING_VALUE, "state: '" + reader.path(rule) + "' " + problem);
            case Step.NotAllowed no ->
                new Judged(
                    null,
                    new Prepared.Refused(
                        Reason.STATE_CONFLICT, "the state of its key does not allow the event"),
                    true);
          };
    };
  }

  /** Tells a message from others where its repeats are recognised, which have the same key downstream. */
  private @Nullable UUID identity(Submission submission) {
    return route.idempotencyKey() == null
        ? null
        : UUID.nameUUIDFromBytes(submission.idempotencyKey().getBytes(StandardCharsets.UTF_8));
  }

  /** A key that is no longer remembered may come again with another message. */
  private boolean isRemembered(Submission submission, Entity now) {
    RouteConf.Idempotency conf = route.conf().idempotency();
    return conf != null
        && submission.epochMillis() - now.updatedMillis() <= conf.retain().toMillis();
  }
}
