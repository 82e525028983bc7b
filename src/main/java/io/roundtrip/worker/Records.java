package io.roundtrip.worker;

import io.roundtrip.model.Outcome;
import io.roundtrip.protocol.JournalWriter;
import io.roundtrip.route.Route;
import io.roundtrip.store.HeaderLines;
import io.roundtrip.store.JournaledMessage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the journal is told of one route's messages: that one is about to be sent, and what became of it. Loop-confined. */
final class Records {
  private final Route route;
  private final JournalWriter journal;

  Records(Route route, JournalWriter journal) {
    this.route = route;
    this.journal = journal;
  }

  /** Has it committed that the message is about to be sent; tells null then, or why that is not so. */
  void begin(Transit transit, Consumer<@Nullable String> told) {
    transit.recording = true;
    journal.begin(
        message(transit),
        (refusal, failure) -> {
          transit.recording = false;
          told.accept(refusal);
          if (transit.settledEarly != null) {
            journal.add(message(transit), transit.settledEarly);
          }
        });
  }

  /** What became of it in the end. Its row in flight may come yet, and must not stay: then this waits for that. */
  void end(Transit transit, Outcome outcome) {
    if (transit.recording) {
      transit.settledEarly = outcome;
    } else {
      journal.add(message(transit), outcome);
    }
  }

  private JournaledMessage message(Transit transit) {
    JournaledMessage message = transit.journaled;
    if (message == null) {
      message =
          journal.message(
              route.id(),
              transit.submission,
              () -> HeaderLines.of(transit.submission.headers(), route.headerNames()));
      transit.journaled = message;
    }
    return message;
  }
}
