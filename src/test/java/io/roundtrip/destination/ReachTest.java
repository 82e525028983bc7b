package io.roundtrip.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ReachTest {
  private final List<String> did = new ArrayList<>();
  private final List<Destination.Listener> looks = new ArrayList<>();
  private long now = 5;
  private final Reach reach = new Reach(this::call, () -> now);

  private Destination.Call call(Destination.Listener listener) {
    return new Destination.Call() {
      @Override
      public void connect() {
        did.add("connect");
        looks.add(listener);
      }

      @Override
      public void send(Outgoing message) {
        throw new AssertionError("nothing is sent");
      }

      @Override
      public void abandon() {
        did.add("give back");
      }
    };
  }

  private void ask(String name) {
    reach.ask(no -> did.add(name + (no == null ? " in" : " out")));
  }

  private void refuse() {
    AttemptResult refused = AttemptResult.notAttempted(Reason.NO_CONNECTION, "refused");
    looks.removeFirst().onEnded(refused);
  }

  @Test
  void oneLookIsForAllWhoComeMeanwhileInTheirOrder() {
    ask("a");
    ask("b");
    assertEquals(List.of("connect"), did);
    looks.removeFirst().onConnected();
    ask("c");
    assertEquals(List.of("connect", "give back", "a in", "b in", "c in"), did);
  }

  @Test
  void whoAsksWhileOthersAreToldIsBehindThem() {
    reach.ask(
        no -> {
          did.add("a");
          ask("c");
        });
    ask("b");
    looks.removeFirst().onConnected();
    assertEquals(List.of("connect", "give back", "a", "b in", "c in"), did);
  }

  @Test
  void whoAsksWhileOthersAreRefusedHasALookOfItsOwn() {
    reach.ask(
        no -> {
          did.add("a out");
          ask("c");
        });
    ask("b");
    refuse();
    assertEquals(List.of("connect", "a out", "b out", "connect"), did);
    looks.removeFirst().onConnected();
    assertEquals("c in", did.getLast());
  }

  @Test
  void looksAgainOnceASecondHasPassedOrAConnectionWasLost() {
    reach.onSeen();
    ask("a");
    now += TimeUnit.SECONDS.toNanos(1);
    ask("b");
    looks.removeFirst().onConnected();
    reach.onLost();
    ask("c");
    assertEquals(List.of("a in", "connect", "give back", "b in", "connect"), did);
  }
}
