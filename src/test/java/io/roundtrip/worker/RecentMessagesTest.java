package io.roundtrip.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Timings;
import io.roundtrip.protocol.MessageView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecentMessagesTest {
  @Test
  void keepsNoBodyThatADestinationAnswered() {
    RecentMessages recent = new RecentMessages(2);
    recent.add(delivered("a", new DestinationAnswer(200, "text/plain", new byte[1_000_000])), 1);
    MessageView found = recent.find("a");
    assertNotNull(found);
    assertNotNull(found.outcome());
    assertEquals(OutcomeKind.DELIVERED, found.outcome().kind());
    assertNull(found.outcome().answer());
  }

  @Test
  void forgetsTheOldestFirst() {
    RecentMessages recent = new RecentMessages(2);
    for (String id : List.of("a", "b", "c")) {
      recent.add(delivered(id, null), 1);
    }
    assertNull(recent.find("a"));
    assertNotNull(recent.find("b"));
    assertNotNull(recent.find("c"));
  }

  private static Outcome delivered(String id, @Nullable DestinationAnswer answer) {
    return new Outcome(
        id, "orders", OutcomeKind.DELIVERED, null, "", 0, List.of(), Timings.NONE, answer);
  }
}
