package io.roundtrip.experiment;

/** Where a processor's work runs. */
enum Place {
  /** All of it on the loop that others need, too. */
  ONE_LOOP("one event loop"),
  /** Each processor on a loop, by turns. */
  ALL_LOOPS("all event loops"),
  /** On the threads of a pool. */
  WORKERS("worker pool"),
  /** On a thread of its own, which the JVM puts on one of few real ones. */
  VIRTUAL("virtual threads");

  private final String text;

  Place(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
