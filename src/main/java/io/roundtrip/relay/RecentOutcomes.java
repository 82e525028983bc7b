package io.roundtrip.relay;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.Settled;
import io.roundtrip.route.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the shard that is asked for a message what became of it, since the store knows only later: from the end of its row in
 * the outbox to that of the journal, and without a journal never. Loop-confined.
 */
final class RecentOutcomes {
  private final Addresses addresses;
  private final Bus bus;
  private final int shards;

  RecentOutcomes(Addresses addresses, Bus bus, int shards) {
    this.addresses = addresses;
    this.bus = bus;
    this.shards = shards;
  }

  void add(Route route, Outcome outcome, long receivedMillis) {
    int shard = MessageIds.shardOf(outcome.messageId());
    // One of an engine with more shards has no shard that is asked.
    if (shard >= 0 && shard < shards) {
      bus.send(
          addresses.remember(shard),
          new Settled(route.index(), complete(route, outcome), receivedMillis));
    }
  }

  /** A message may be older than the conf, and its destinations others. */
  private static Outcome complete(Route route, Outcome outcome) {
    List<DestinationConf> to = route.conf().to();
    List<DestinationOutcome> known = outcome.destinations();
    if (known.isEmpty() || isComplete(to, known)) {
      return outcome;
    }
    List<DestinationOutcome> all = new ArrayList<>(to.size());
    for (DestinationConf each : to) {
      DestinationOutcome found = new DestinationOutcome(each.id(), null, null, 0, 0, 0);
      for (DestinationOutcome one : known) {
        found = one.id().equals(each.id()) ? one : found;
      }
      all.add(found);
    }
    return outcome.with(all);
  }

  private static boolean isComplete(List<DestinationConf> to, List<DestinationOutcome> known) {
    boolean complete = to.size() == known.size();
    for (int i = 0; complete && i < known.size(); i++) {
      complete = known.get(i).id().equals(to.get(i).id());
    }
    return complete;
  }
}
