package io.roundtrip.worker;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import io.roundtrip.protocol.MessageView;
import io.roundtrip.route.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages that settled last. Loop-confined. Holds so many and no more: an older one makes room.
 * Bodies are not kept.
 *
 * <p>A ring of numbers, because every message is added and hardly one is looked up: kept as objects, they would be what
 * each garbage collection has to copy. Only what did not go well keeps its text. Finding is a scan of numbers, some
 * microseconds.
 */
@SuppressWarnings("EnumOrdinal") // for as long as the process lives, and never stored
final class RecentMessages {
  private static final OutcomeKind[] KINDS = OutcomeKind.values();
  private static final Verdict[] VERDICTS = Verdict.values();
  private static final Reason[] REASONS = Reason.values();
  private static final int NONE = 0xff;
  private static final int MOST_ATTEMPTS = 0xffff;

  private final List<Route> routes;
  private final int most;
  private final int width;
  private final long[] ids;
  private final long[] epochMillis;
  private final int[] routeAndKind;
  private final boolean[] hasDestinations;
  private final long[] destinations;
  private final long[] durations;
  private final List<@Nullable String> details;
  private int next;

  RecentMessages(List<Route> routes, int most) {
    this.routes = routes;
    this.most = most;
    this.width = routes.stream().mapToInt(route -> route.conf().to().size()).max().orElse(0);
    ids = new long[2 * most];
    epochMillis = new long[most];
    routeAndKind = new int[most];
    hasDestinations = new boolean[most];
    destinations = new long[most * width];
    durations = new long[most * width];
    details = new ArrayList<>(Collections.nCopies(most, null));
  }

  void add(int route, Outcome outcome, long arrivedEpochMillis) {
    UUID id = UUID.fromString(outcome.messageId());
    ids[2 * next] = id.getMostSignificantBits();
    ids[2 * next + 1] = id.getLeastSignificantBits();
    epochMillis[next] = arrivedEpochMillis;
    routeAndKind[next] = (route << 8) | outcome.kind().ordinal();
    hasDestinations[next] = !outcome.destinations().isEmpty(); // all of the route's, or none
    for (int i = 0; i < outcome.destinations().size(); i++) {
      destinations[next * width + i] = pack(outcome.destinations().get(i));
      durations[next * width + i] = outcome.destinations().get(i).durationNanos();
    }
    details.set(next, outcome.detail().isEmpty() ? null : outcome.detail());
    next = next + 1 == most ? 0 : next + 1;
  }

  @Nullable MessageView find(String messageId) {
    UUID id;
    try {
      id = UUID.fromString(messageId);
    } catch (IllegalArgumentException noIdOfOurs) {
      return null;
    }
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    for (int i = 0; i < most; i++) {
      if (ids[2 * i] == high && ids[2 * i + 1] == low && high != 0) {
        return view(messageId, i);
      }
    }
    return null;
  }

  private MessageView view(String messageId, int at) {
    int packed = routeAndKind[at];
    Route route = routes.get(packed >>> 8);
    List<DestinationOutcome> outcomes = new ArrayList<>();
    for (int i = 0; hasDestinations[at] && i < route.conf().to().size(); i++) {
      int place = at * width + i;
      outcomes.add(unpack(route.conf().to().get(i).id(), destinations[place], durations[place]));
    }
    String detail = details.get(at);
    return new MessageView(
        true,
        messageId,
        route.id(),
        "settled",
        KINDS[packed & NONE],
        detail == null ? "" : detail,
        outcomes,
        epochMillis[at]);
  }

  /** Status (32 bits: an event-bus failure code may be any number), attempts, reason, verdict. */
  private static long pack(DestinationOutcome outcome) {
    int reason = outcome.reason() == null ? NONE : outcome.reason().ordinal();
    int verdict = outcome.verdict() == null ? NONE : outcome.verdict().ordinal();
    return ((long) outcome.status() << 32)
        | ((long) Math.min(outcome.attempts(), MOST_ATTEMPTS) << 16)
        | ((long) reason << 8)
        | verdict;
  }

  private static DestinationOutcome unpack(String id, long packed, long durationNanos) {
    int verdict = (int) packed & NONE;
    int reason = (int) (packed >>> 8) & NONE;
    return new DestinationOutcome(
        id,
        verdict == NONE ? null : VERDICTS[verdict],
        reason == NONE ? null : REASONS[reason],
        (int) (packed >> 32),
        (int) (packed >>> 16) & MOST_ATTEMPTS,
        durationNanos);
  }
}
